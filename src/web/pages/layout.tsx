// Owns the frame of every page: document, head, site name, and the doctype on rendering.

import type { Child } from "hono/jsx";
import type { JSX } from "hono/jsx/jsx-runtime";
import { Mark } from "./icon.tsx";
import type { Site } from "./props.ts";
import { COMMON_WORDS } from "./words.ts";

type LayoutProps = {
  site: Site;
  title: string;
  /** Whether the page tells of an error: its title then begins with "Error:". */
  hasError?: boolean;
  /** Modules below `/assets/`, all of them optional for the page to work. */
  scripts?: string[];
  children: Child;
};

/** The frame around a page's content. */
export function Layout({ site, title, hasError = false, scripts = [], children }: LayoutProps) {
  const prefix = hasError ? `${COMMON_WORDS.errorPrefix} ` : "";
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="robots" content="noindex" />
        <title>{`${prefix}${title} – ${site.name}`}</title>
        <link rel="stylesheet" href="/assets/site.css" />
        <link rel="stylesheet" href="/assets/theme.css" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        {scripts.map((file) => (
          <script type="module" src={`/assets/${file}`}></script>
        ))}
      </head>
      <body>
        <div class="page">
          <header class="brand">
            <a class="brand-link" href="/">
              <Brand site={site} />
            </a>
          </header>
          <main class="card">{children}</main>
        </div>
      </body>
    </html>
  );
}

/**
 * A whole page as text, beginning with its doctype.
 *
 * @param page what one of the page functions returned
 * @throws {TypeError} for a page with parts that come later; none of ours has any
 * @example renderPage(logoutPage({ site, user: "ada" }))
 */
export function renderPage(page: JSX.Element): string {
  const html = page.toString();
  if (page instanceof Promise || typeof html !== "string") {
    throw new TypeError("A page is rendered at once; it has no parts that come later.");
  }
  return `<!doctype html>\n${html}`;
}

function Brand({ site }: { site: Site }) {
  if (site.hasLogo) return <img class="brand-logo" src="/logo" alt={site.name} />;
  return (
    <>
      <Mark />
      <span>{site.name}</span>
    </>
  );
}
