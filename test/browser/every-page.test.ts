// Every page of the running site in every state a visitor can bring about: accessible at both
// widths in light and dark, without a complaint of the browser. The pictures go to
// coverage/screenshots/site/.
import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minutes, seconds } from "../../src/primitives/duration.ts";
import { newPerson, type Person } from "../flows/steps.ts";
import { wrongCode } from "../helpers/house.ts";
import { freePort } from "../helpers/mariadb-server.ts";
import {
  CONTRAST,
  findBarriers,
  RULES,
  giveCode,
  givePassword,
  startSite,
  type Site,
} from "./site.ts";

const PICTURES = new URL("../../coverage/screenshots/site/", import.meta.url).pathname;

let site: Site;
/** The same, with a provider that cannot be reached. */
let cutOff: Site;
beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true });
  site = await startSite({ TWOSTEP_COUNTRIES: "*", TWOSTEP_SITE_NAME: "Acme" });
  cutOff = await startSite({ TWILIO_BASE_URL: `http://127.0.0.1:${await freePort()}` });
});
afterAll(async () => {
  await site?.close();
  await cutOff?.close();
});

async function begin(page: Page, on = site, phone?: string): Promise<Person> {
  const person = await newPerson(on.house, phone);
  await page.goto("/login");
  await givePassword(page, person);
  await page.waitForURL("**/verify");
  return person;
}

/** As far as the code page, and the code. */
async function beginWithCode(page: Page): Promise<string> {
  const person = await begin(page);
  return site.house.phone.waitForCode(person.phone);
}

async function signIn(page: Page): Promise<void> {
  await giveCode(page, await beginWithCode(page));
  await page.getByText("You are signed in").waitFor();
}

/** Opens the code page again until it tells this state of the text. */
async function waitForDelivery(page: Page, state: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.goto("/verify");
        return page.locator("[data-delivery-now]").getAttribute("data-delivery-now");
      },
      { timeout: 15_000 },
    )
    .toBe(state);
}

const refused = (phone: string, state: string) => async (page: Page) => {
  await begin(page, site, phone);
  await waitForDelivery(page, state);
};

/** Each state: words that only this page says, and how a visitor comes to it. */
const STATES: Record<string, [says: string, reach: (page: Page) => Promise<unknown>]> = {
  "home-signed-out": ["Welcome to Acme", (page) => page.goto("/")],
  "home-code-required": [
    "One step left",
    async (page) => {
      await beginWithCode(page);
      await page.goto("/");
    },
  ],
  "home-signed-in": ["You are signed in", signIn],
  login: ["First your password.", (page) => page.goto("/login")],
  "login-signed-in": [
    "You are signed in as",
    async (page) => {
      await signIn(page);
      await page.goto("/login");
    },
  ],
  "login-wrong-credentials": [
    "This username and password do not belong together.",
    async (page) => {
      await page.goto("/login");
      await givePassword(page, { username: "ada", password: "not this one" });
    },
  ],
  "login-sign-in-required": [
    "That page is for people who are signed in.",
    (page) => page.goto("/verify"),
  ],
  "login-code-exhausted": [
    "There were too many wrong codes.",
    async (page) => {
      const code = await beginWithCode(page);
      const other = await page.context().newPage();
      await other.goto("/verify");
      for (let guess = 0; guess < 5; guess += 1) await giveCode(page, wrongCode(code));
      await page.getByText("Too many wrong codes").waitFor();
      await giveCode(other, code);
      await other.waitForURL("**/login?error=code-exhausted");
      await page.goto(other.url());
      await other.close();
    },
  ],
  "login-too-many-attempts": [
    "Try again in 1 minute.",
    async (page) => {
      const person = await newPerson(site.house);
      for (let login = 1; login <= 2; login += 1) {
        await page.goto("/login");
        await givePassword(page, person);
        const code = await site.house.phone.waitForCode(person.phone, login);
        for (let guess = 0; guess < 5; guess += 1) await giveCode(page, wrongCode(code));
      }
      await page.getByText("Too many wrong codes").waitFor();
      await page.goto("/login");
      await givePassword(page, person);
    },
  ],
  "login-sign-in-blocked": [
    "You cannot sign in at the moment.",
    (page) => page.goto("/login?error=sign-in-blocked"),
  ],
  "verify-on-its-way": ["The text is on its way.", beginWithCode],
  "verify-wrong-code": [
    "This is not the code we sent.",
    async (page) => giveCode(page, wrongCode(await beginWithCode(page))),
  ],
  "verify-sent-again": [
    "Code sent again.",
    async (page) => {
      await beginWithCode(page);
      await page.getByRole("button", { name: "Send the text again" }).click();
    },
  ],
  "verify-no-texts-left": [
    "No more texts can be sent",
    async (page) => {
      await beginWithCode(page);
      for (let text = 2; text <= 5; text += 1)
        await page.getByRole("button", { name: "Send the text again" }).click();
      await page.goto("/verify?error=resend-limit");
    },
  ],
  "verify-call-not-available": [
    "We cannot call you.",
    async (page) => {
      await beginWithCode(page);
      await page.goto("/verify?error=call-not-available");
    },
  ],
  "verify-bad-number": ["This phone number does not exist.", refused("+15005550001", "bad-number")],
  "verify-region": ["We send no texts to this country.", refused("+15005550003", "region")],
  "verify-opted-out": ["This number has refused our texts.", refused("+15005550004", "opted-out")],
  "verify-no-texts": ["This number cannot receive texts.", refused("+15005550009", "no-texts")],
  "verify-exhausted": [
    "Too many wrong codes",
    async (page) => {
      const code = await beginWithCode(page);
      for (let guess = 0; guess < 5; guess += 1) await giveCode(page, wrongCode(code));
    },
  ],
  logout: [
    "Signing out ends this sign-in everywhere",
    async (page) => {
      await signIn(page);
      await page.goto("/logout");
    },
  ],
  "logout-signed-out": ["You are not signed in on this browser.", (page) => page.goto("/logout")],
  "error-404": ["There is no page at this address", (page) => page.goto("/nowhere")],
  "error-405": ["This address does not take that", (page) => page.goto("/check-user")],
  "error-403": [
    "This form was sent from another address",
    async (page) => {
      await page.goto("about:blank");
      await page.setContent(`<form method="post" action="${site.origin}/logout"></form>`);
      await page.evaluate(() => document.forms[0]?.submit());
    },
  ],
};

/** Looks at the page at each width, in light and dark; gives what is wrong with it. */
async function look(page: Page, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const path = `${PICTURES}${name}-${width}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: true });
      // Only contrast depends on the scheme.
      const barriers = await findBarriers(page, colorScheme === "light" ? RULES : CONTRAST);
      found.push(...barriers.map((one) => `${width} ${colorScheme} ${one}`));
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) found.push(`${width}: scrolls sideways`);
  }
  return found;
}

test.each(Object.keys(STATES))("%s", async (name) => {
  const [says, reach] = STATES[name] ?? ["", async () => {}];
  const page = await site.openPage();
  await reach(page);
  await page.getByText(says).first().waitFor();
  expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
  expect(await page.title()).toMatch(/ – Acme$/);
  expect(await look(page, name)).toEqual([]);
  await page.context().close();
  expect(site.complaints()).toEqual([]);
});

// These move the database's clock, so they come last.
test("verify-provider-trouble", async () => {
  const page = await cutOff.openPage();
  await begin(page, cutOff);
  await waitForDelivery(page, "provider-trouble");
  expect(await look(page, "verify-provider-trouble")).toEqual([]);
  expect(cutOff.complaints()).toEqual([]);
});

test("verify-new-code and login-code-expired", async () => {
  const page = await site.openPage();
  await beginWithCode(page);
  site.house.passTime(minutes(4));
  await page.getByRole("button", { name: "Send the text again" }).click();
  await page.getByText("New code sent.").waitFor();
  expect(await look(page, "verify-new-code")).toEqual([]);
  site.house.passTime(minutes(5) + seconds(1));
  await page.goto("/verify");
  await page.getByText("The code has expired.").first().waitFor();
  expect(await page.title()).toMatch(/^Error: /);
  expect(await look(page, "login-code-expired")).toEqual([]);
  expect(site.complaints()).toEqual([]);
});
