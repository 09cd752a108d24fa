// The whole login in a real browser, against a listening server and the phone in the box.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "../helpers/browser.ts";
import { ADA, startHouse, wrongCode, type House } from "../helpers/house.ts";
import { freePort } from "../helpers/mariadb-server.ts";

declare const axe: { run: (options: RunOptions) => Promise<AxeResults> };
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];

let browser: Browser;
let house: House;
let listening: { stop(): Promise<void> };
let elsewhere: Server;
let returnOrigin: string;
let texts = 0;
const problems: string[] = [];

beforeAll(async () => {
  elsewhere = createServer((_request, response) => response.end("<title>the service</title>"));
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  returnOrigin = `http://localhost:${(elsewhere.address() as AddressInfo).port}`;
  const port = String(await freePort());
  house = await startHouse("sqlite", {
    PORT: port,
    TWOSTEP_ORIGIN: `http://localhost:${port}`,
    TWOSTEP_RETURN_TO: returnOrigin,
  });
  listening = await house.twostep.listen();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await listening.stop();
  await house.close();
  elsewhere.close();
});

async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  if (options.javaScriptEnabled !== false) await context.addInitScript({ path: AXE });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error") problems.push(line.text());
  });
  return page;
}

async function typePassword(page: Page, path = "/login", password = ADA.password): Promise<void> {
  await page.goto(`${house.origin}${path}`);
  await page.getByLabel("Username", { exact: true }).fill(ADA.username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue" }).click();
}

async function nextCode(): Promise<string> {
  texts += 1;
  return house.phone.waitForCode(ADA.phone, texts);
}

async function submitCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function expectAccessible(page: Page): Promise<void> {
  const found = await page.evaluate((runOnly) => axe.run({ runOnly }), RULES);
  expect(found.violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
}

describe.each([
  { width: 360, colorScheme: "light" },
  { width: 1280, colorScheme: "dark" },
] as const)("at $width px, $colorScheme", ({ width, colorScheme }) => {
  test("a visitor signs in, errs on the way, and signs out; every page is accessible", async () => {
    const page = await openPage({ viewport: { width, height: 800 }, colorScheme });
    await page.goto(`${house.origin}/`);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Sign in" }).click();
    await expectAccessible(page);
    await typePassword(page, "/login", "a wrong password");
    expect(await page.title()).toMatch(/^Error:/);
    expect(await page.getByLabel("Username", { exact: true }).inputValue()).toBe(ADA.username);
    expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("");
    await expectAccessible(page);

    await typePassword(page);
    const code = await nextCode();
    await expectAccessible(page);
    await submitCode(page, wrongCode(code));
    expect(await page.title()).toMatch(/^Error:/);
    const focused = await page.evaluate("document.activeElement.textContent");
    expect(focused).toContain("not the code");
    await expectAccessible(page);
    await page.goto(`${house.origin}/`);
    await expectAccessible(page);
    await page.goto(`${house.origin}/verify`);
    await submitCode(page, `${code.slice(0, 3)} ${code.slice(3)}`);
    await page.waitForURL(`${house.origin}/`);
    await expect.poll(() => page.getByText(ADA.username).count()).toBeGreaterThan(0);
    await expectAccessible(page);
    await page.goto(`${house.origin}/logout`);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    expect(problems.splice(0)).toEqual([]);
    await page.context().close();
  });
});

test("the keyboard alone is enough", async () => {
  const page = await openPage();
  await page.goto(`${house.origin}/`);
  const tabTo = async (role: "link" | "button" | "textbox", name: string) => {
    const target = page.getByRole(role, { name, exact: true });
    for (let presses = 0; presses < 15; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab never reached ${name}`);
  };
  await tabTo("link", "Sign in");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/login");
  await tabTo("textbox", "Username");
  await page.keyboard.type(ADA.username);
  await page.keyboard.press("Tab");
  await tabTo("textbox", "Password");
  await page.keyboard.type(ADA.password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/verify");
  const code = await nextCode();
  await tabTo("textbox", "Code");
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${house.origin}/`);
  expect(problems.splice(0)).toEqual([]);
  await page.context().close();
});

test("everything works without JavaScript: sign in, resend, start over, sign out", async () => {
  const page = await openPage({ javaScriptEnabled: false });
  await typePassword(page);
  await nextCode();
  await page.getByRole("button", { name: "Send the text again" }).click();
  await nextCode();
  await page.getByRole("button", { name: "Start over" }).click();
  await page.waitForURL("**/login");
  await typePassword(page);
  await submitCode(page, await nextCode());
  await page.waitForURL(`${house.origin}/`);
  await page.goto(`${house.origin}/logout`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${house.origin}/`);
  expect(problems.splice(0)).toEqual([]);
  await page.context().close();
});

test("after signing in the browser arrives at an allowed other origin", async () => {
  const page = await openPage();
  const target = `${returnOrigin}/orders?page=2`;
  await typePassword(page, `/login?return_to=${encodeURIComponent(target)}`);
  await submitCode(page, await nextCode());
  await page.waitForURL(target);
  expect(await page.title()).toBe("the service");
  await page.context().close();
});

test("a refusal of the provider appears on the waiting page by itself", async () => {
  await house.twostep.users.add({
    username: "magic",
    password: "nanosecond of wire",
    phone: "+15005550009",
    isAdmin: false,
  });
  const page = await openPage();
  await page.goto(`${house.origin}/login`);
  await page.getByLabel("Username", { exact: true }).fill("magic");
  await page.getByLabel("Password", { exact: true }).fill("nanosecond of wire");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL("**/verify");
  await expect
    .poll(() => page.locator("[data-delivery-now]").getAttribute("data-delivery-now"), {
      timeout: 15_000,
    })
    .toBe("region");
  await page.context().close();
});
