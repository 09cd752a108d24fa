// Looks at every page in every state with a real browser: accessibility, room, screenshots.
// The pictures go to coverage/screenshots/.

import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "../../helpers/browser.ts";
import { servePages, type PageServer } from "./page-server.ts";
import { pageStates } from "./page-states.ts";

declare const axe: { run: (options: RunOptions) => Promise<AxeResults> };

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];
const PICTURES = new URL("../../../coverage/screenshots/", import.meta.url).pathname;
const STATES = [...pageStates().keys()];
let browser: Browser;
let server: PageServer;

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  server = await servePages(pageStates());
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function openPage(width: number, height: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height } });
  await context.addInitScript({ path: AXE });
  return context.newPage();
}

async function violations(page: Page, rules: string[]): Promise<string[]> {
  const found = await page.evaluate((runOnly) => axe.run({ runOnly }), rules);
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(" ")}`);
}

test("the check for accessibility does find what is wrong", async () => {
  const page = await openPage(360, 800);
  server.theme = ".lead { color: #bbb; }";
  await page.goto(`${server.origin}/login`);
  expect((await violations(page, RULES)).join()).toContain("color-contrast");
  server.theme = "";
  await page.context().close();
});

test.each([360, 1280])(
  "all pages are accessible in light and dark, %i px wide",
  async (width) => {
    const page = await openPage(width, 800);
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("console", (line) => {
      if (/Content.Security.Policy/i.test(line.text())) problems.push(line.text());
    });
    for (const name of STATES) {
      await page.goto(`${server.origin}/${name}`);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const path = `${PICTURES}${name}-${width}-${colorScheme}.png`;
        await page.screenshot({ path, fullPage: true });
        const found = await violations(page, colorScheme === "light" ? RULES : ["color-contrast"]);
        problems.push(...found.map((one) => `${name} ${colorScheme} ${one}`));
      }
    }
    await page.context().close();
    expect(problems).toEqual([]);
  },
  180_000,
);

test("nothing scrolls sideways at 320 px or 400 % zoom, and targets are at least 44 px", async () => {
  const page = await openPage(320, 256);
  const problems: string[] = [];
  for (const name of STATES) {
    await page.goto(`${server.origin}/${name}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 320) problems.push(`${name}: ${width} px wide`);
    // Links within a sentence are as high as their line (WCAG 2.5.8, "Inline").
    const small = await page.$$eval(
      "button, .button, .text-button, .brand-link, input:not([type=hidden], [readonly])",
      (all) =>
        all
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
          .map((one) => one.outerHTML),
    );
    problems.push(...small.map((html) => `${name}: ${html}`));
  }
  await page.context().close();
  expect(problems).toEqual([]);
});

// From white over the glaring ones to black: whatever an operator chooses stays readable.
const ACCENTS = ["#ffffff", "#ffff00", "#00ff00", "#ff6600", "#ff00ff", "#0000ff", "#000000"];

describe.each(ACCENTS)("with the accent %s", (accent) => {
  test("words stay readable in light and dark", async () => {
    server.theme = `:root { --accent: ${accent}; }`;
    const page = await openPage(360, 800);
    const problems: string[] = [];
    for (const name of ["login-signed-in", "verify-failed", "verify-on-its-way"]) {
      await page.goto(`${server.origin}/${name}`);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        problems.push(...(await violations(page, ["color-contrast"])));
      }
    }
    await page.context().close();
    server.theme = "";
    expect(problems).toEqual([]);
  });
});
