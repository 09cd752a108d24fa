// Uses the pages in a real browser: focus, keyboard, and the few things JavaScript adds.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { minutes, seconds } from "../../../src/primitives/duration.ts";
import { openBrowser } from "../../helpers/browser.ts";
import { servePages, type PageServer } from "./page-server.ts";
import { pageStates } from "./page-states.ts";

let browser: Browser;
let server: PageServer;

beforeAll(async () => {
  server = await servePages(pageStates());
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

beforeEach(() => {
  server.statuses = [];
  server.asked = 0;
  server.sent = [];
});

/** Opens a page; with `clock`, its time stands still until the test moves it. */
async function open(name: string, options: { javaScript?: boolean; clock?: boolean } = {}) {
  const context = await browser.newContext({
    javaScriptEnabled: options.javaScript ?? true,
    viewport: { width: 360, height: 800 },
  });
  const page = await context.newPage();
  if (options.clock) await page.clock.install();
  await page.goto(`${server.origin}/${name}`);
  return page;
}

const close = (page: Page) => page.context().close();
const status = (page: Page) => page.locator("[data-delivery-now]");

async function passTime(page: Page, ms: number): Promise<void> {
  const answered = page.waitForResponse("**/verify/status");
  await page.clock.runFor(ms);
  await answered;
}

/** What the Tab key reaches, in order. */
async function tabStops(page: Page): Promise<string[]> {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.locator("body").click({ position: { x: 1, y: 1 } });
  const stops: string[] = [];
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const { id, textContent, tagName } = document.activeElement ?? document.body;
      return tagName === "BODY" ? "" : id || (textContent ?? "").trim();
    });
    if (stop === "" || stops.includes(stop)) break;
    stops.push(stop);
  }
  return stops;
}

test("an error takes the focus, also without JavaScript", async () => {
  const withScripts = await open("login-wrong-credentials");
  const focused = await withScripts.evaluate(() => document.activeElement?.textContent);
  expect(focused).toContain("This username and password do not belong together.");
  await close(withScripts);

  const without = await open("verify-wrong-code", { javaScript: false });
  await without.locator("[role=group]:focus").waitFor();
  await close(without);
});

test("the keyboard reaches everything, in the order of reading", async () => {
  const login = await open("login");
  expect(await tabStops(login)).toEqual([
    "Acme",
    "username",
    "Show password",
    "password",
    "Continue",
  ]);
  await close(login);
  const verify = await open("verify-failed-call");
  expect(await tabStops(verify)).toEqual([
    "Acme",
    "code",
    "Sign in",
    "Send the text again",
    "Call me instead",
    "Start over",
  ]);
  await close(verify);
});

test("the password can be shown, and is sent as a password", async () => {
  const page = await open("login-remembered");
  await page.fill("#password", "analytical engine");
  await page.click("text=Show password");
  expect(await page.getAttribute("#password", "type")).toBe("text");
  await page.getByRole("button", { name: "Hide password" }).waitFor();
  await page.click("text=Continue", { noWaitAfter: true });
  await expect.poll(() => server.sent).toHaveLength(1);
  expect(await page.getAttribute("#password", "type")).toBe("password");
  await close(page);
});

test("without JavaScript there is no show-password button", async () => {
  const page = await open("login", { javaScript: false });
  expect(await page.isVisible("text=Show password")).toBe(false);
  await close(page);
});

test("a double click sends a form once", async () => {
  const page = await open("verify-delivered");
  await page.fill("#code", "123456");
  await page.evaluate(() => {
    const button = document.querySelector<HTMLButtonElement>("[data-kind=main]");
    button?.click();
    button?.click();
  });
  await expect.poll(() => server.sent).toEqual(["/check-code code=123456&username=ada"]);
  await close(page);
});

test("news of the text appears in place, and nothing moves", async () => {
  const page = await open("verify-on-its-way-call", { clock: true });
  await page.evaluate(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as { value?: number }).value ?? 0);
    }).observe({ type: "layout-shift", buffered: true });
  });
  const bottomBefore = (await page.locator(".next").boundingBox())?.y;
  const fields = { expiresInMs: minutes(4) };
  for (const [delivery, words] of [
    ["accepted", "The phone network has the text."],
    ["no-texts", "Let us call you instead."],
  ] as const) {
    server.statuses = [{ delivery, ...fields }];
    await passTime(page, seconds(2));
    await status(page).getByText(words).waitFor();
  }
  expect(await page.textContent("[data-code-life]")).toBe("The code works for 4 minutes.");
  expect(await page.isVisible("text=Send the text again")).toBe(false);
  expect((await page.locator(".next").boundingBox())?.y).toBe(bottomBefore);
  expect(await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts)).toEqual([]);
  await close(page);
});

test("nobody asks any more once the text has arrived", async () => {
  const page = await open("verify-on-its-way", { clock: true });
  server.statuses = [{ delivery: "delivered", expiresInMs: minutes(5) }];
  await passTime(page, seconds(2));
  await status(page).getByText("The text is on your phone.").waitFor();
  await page.clock.runFor(seconds(20));
  expect(server.asked).toBe(1);
  await close(page);
});

test("nobody asks any more after an error", async () => {
  const page = await open("verify-on-its-way", { clock: true });
  await passTime(page, seconds(2));
  await page.clock.runFor(seconds(20));
  expect(server.asked).toBe(1);
  expect(await status(page).textContent()).toContain("The text is on its way.");
  await close(page);
});

test("the wait before asking again and the life of the code count down in words", async () => {
  const page = await open("verify-delivered", { clock: true });
  const wait = page.locator("[data-resend-wait]");
  expect(await wait.textContent()).toBe("Better wait 30 seconds before asking again.");
  await page.clock.runFor(seconds(12));
  expect(await wait.textContent()).toBe("Better wait 20 seconds before asking again.");
  await page.clock.runFor(seconds(20));
  expect(await wait.textContent()).toBe("If nothing has come, ask again.");
  await page.clock.runFor(minutes(4));
  const life = page.locator("[data-code-life]");
  expect(await life.textContent()).toBe("The code works for less than a minute.");
  await page.clock.runFor(minutes(1));
  expect(await life.textContent()).toBe("The code no longer works.");
  expect(await status(page).textContent()).toContain("The code has expired.");
  await close(page);
});

/** Stands in for a browser that reads the code from the text; tells whether it was called off. */
async function openWithTexts(code: string | undefined): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript((received) => {
    const get = ({ signal }: { signal: AbortSignal }) => {
      signal.addEventListener("abort", () => sessionStorage.setItem("called-off", "yes"));
      return received === undefined ? new Promise(() => {}) : Promise.resolve({ code: received });
    };
    Object.assign(window, { OTPCredential: class {} });
    Object.defineProperty(navigator, "credentials", { value: { get } });
  }, code);
  // Not until it is loaded: a code that is there at once is sent before that.
  await page.goto(`${server.origin}/verify-delivered`, { waitUntil: "commit" });
  return page;
}

test("a whole code from the text is filled in and sent", async () => {
  const page = await openWithTexts("123456");
  await expect.poll(() => server.sent).toEqual(["/check-code code=123456&username=ada"]);
  await close(page);
});

test("a code of another length is filled in and left to the visitor", async () => {
  const page = await openWithTexts("1234");
  await expect.poll(() => page.inputValue("#code")).toBe("1234");
  expect(server.sent).toEqual([]);
  await close(page);
});

test("waiting for the text is called off once a code is sent", async () => {
  const page = await openWithTexts(undefined);
  await page.fill("#code", "654321");
  await page.click("[data-kind=main]", { noWaitAfter: true });
  await expect.poll(() => server.sent).toHaveLength(1);
  expect(await page.evaluate(() => sessionStorage.getItem("called-off"))).toBe("yes");
  await close(page);
});
