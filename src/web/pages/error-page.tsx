// Owns the page for a request that cannot be answered as asked.

import { Icon } from "./icon.tsx";
import { Layout } from "./layout.tsx";
import type { Site } from "./props.ts";
import { waitInWords } from "./time-words.ts";
import { COMMON_WORDS, ERROR_WORDS } from "./words.ts";

/** What the error page needs: one sentence of what happened, one of what to do. */
export type ErrorProps = {
  site: Site;
  /** The HTTP status. */
  status: number;
  title: string;
  detail: string;
  retryAfterSeconds?: number;
};

/** The error page. */
export function errorPage({ site, status, title, detail, retryAfterSeconds }: ErrorProps) {
  return (
    <Layout site={site} title={title} hasError>
      <div class="badge" data-tone={status >= 500 ? "bad" : "calm"}>
        <Icon name={status >= 500 ? "provider-trouble" : "error"} />
      </div>
      <h1 tabindex={-1} autofocus>
        {title}
      </h1>
      <p class="lead">
        {detail}
        {retryAfterSeconds !== undefined && ` ${ERROR_WORDS.retry(waitInWords(retryAfterSeconds))}`}
      </p>
      <a class="button" href="/">
        {COMMON_WORDS.toStart}
      </a>
      <p class="aside hint">{ERROR_WORDS.status(status)}</p>
    </Layout>
  );
}
