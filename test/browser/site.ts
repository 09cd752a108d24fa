// Owns a site in a real browser for a test: Twostep on a port, the phone in the box, Chromium, and
// a look at everything the browser complains about.
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openBrowser } from "../helpers/browser.ts";
import { startHouse, type House } from "../helpers/house.ts";
import { freePort } from "../helpers/mariadb-server.ts";

declare const axe: { run: (options: RunOptions) => Promise<AxeResults> };

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What every page has to fulfil. */
export const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];
export const CONTRAST = ["color-contrast"];

export type Site = {
  origin: string;
  house: House;
  browser: Browser;
  /** A page in a browser profile of its own. */
  openPage(options?: BrowserContextOptions): Promise<Page>;
  /** What the pages' consoles have told since the last look: errors and refusals of the policy. */
  complaints(): string[];
  close(): Promise<void>;
};

/** Starts a site with the users ada and grace. */
export async function startSite(settings: Readonly<Record<string, string>> = {}): Promise<Site> {
  const port = await freePort();
  const house = await startHouse("sqlite", { PORT: String(port), ...settings });
  const listening = await house.twostep.listen();
  const browser = await openBrowser();
  const origin = `http://localhost:${port}`;
  let complaints: string[] = [];

  return {
    origin,
    house,
    browser,
    async openPage(options) {
      const context = await browser.newContext({ baseURL: origin, ...options });
      context.setDefaultTimeout(15_000);
      await context.addInitScript({ path: AXE });
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (line) => {
        // The status of a page that was asked for is told by the page itself.
        if (line.type() === "error" && !line.text().startsWith("Failed to load resource"))
          complaints.push(line.text());
      });
      page.on("response", (answer) => {
        const { pathname } = new URL(answer.url());
        if (/^\/(assets\/|logo$)/.test(pathname) && answer.status() >= 400)
          complaints.push(`${answer.status()} for ${pathname}`);
      });
      return page;
    },
    complaints() {
      const told = complaints;
      complaints = [];
      return told;
    },
    async close() {
      await browser.close();
      await listening.stop();
      await house.close();
    },
  };
}

/** What axe finds wrong with the page as it is shown now. */
export async function findBarriers(page: Page, rules: string[]): Promise<string[]> {
  const found = await page.evaluate((runOnly) => axe.run({ runOnly }), rules);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(" ")}`);
}

/** The id or the words of the element that has the focus; nothing when none has. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { id, textContent } = document.activeElement ?? document.body;
    return document.activeElement === document.body ? "" : id || (textContent ?? "").trim();
  });

/** Presses Tab until something has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, wanted: string): Promise<void> {
  for (let press = 0; press < 15; press += 1) {
    if ((await focused(page)) === wanted) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${JSON.stringify(wanted)} on ${page.url()}`);
}

/** Types into the form of the first step and sends it. */
export async function givePassword(
  page: Page,
  { username, password }: { username: string; password: string },
): Promise<void> {
  await page.getByLabel("Username", { exact: true }).fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue" }).click();
}

/** Types into the form of the second step and sends it. */
export async function giveCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}
