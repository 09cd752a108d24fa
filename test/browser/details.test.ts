// What makes the login easy in a real browser: where the focus lands, what fields say of
// themselves, what appears by itself, and what another site cannot do.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { seconds } from "../../src/primitives/duration.ts";
import { newPerson } from "../flows/steps.ts";
import { wrongCode } from "../helpers/house.ts";
import { focused, giveCode, givePassword, startSite, tabTo, type Site } from "./site.ts";

let elsewhere: Server;
let site: Site;
beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><title>Shop</title><h1>Basket at ${request.url}</h1>`);
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  site = await startSite({ TWOSTEP_RETURN_TO: shop() });
});
afterAll(async () => {
  await site?.close();
  elsewhere?.close();
});
afterEach(() => {
  const told = site.complaints();
  if (told.length > 0) throw new Error(told.join("\n"));
});

const shop = (): string => `http://localhost:${(elsewhere.address() as AddressInfo).port}`;
const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 });
const close = (page: Page) => page.context().close();

/** The code page of somebody new. */
async function openCodePage() {
  const person = await newPerson(site.house);
  const page = await site.openPage();
  await page.goto("/login");
  await givePassword(page, person);
  await heading(page, "Enter the code").waitFor();
  return { person, page, code: await site.house.phone.waitForCode(person.phone) };
}

test("the focus is where one goes on, also after an error, and the keyboard reaches the rest", async () => {
  const person = await newPerson(site.house);
  const page = await site.openPage();
  const { keyboard } = page;
  await page.goto("/login");
  expect(await focused(page)).toBe("username");
  await keyboard.type(person.username);
  await tabTo(page, "password");
  await keyboard.type("not this one");
  await keyboard.press("Enter");
  await page.waitForURL("**/login?error=wrong-credentials");
  const noSuch = "This username and password do not belong together.";
  await expect.poll(() => focused(page)).toContain(noSuch);
  await tabTo(page, "password");
  await keyboard.type(person.password);
  await keyboard.press("Enter");
  await page.waitForURL("**/verify");
  expect(await focused(page)).toBe("code");
  const code = await site.house.phone.waitForCode(person.phone);
  await keyboard.type(wrongCode(code));
  await keyboard.press("Enter");
  await page.waitForURL("**/verify?error=wrong-code");
  await expect.poll(() => focused(page)).toContain("This is not the code we sent.");
  // The summary's link leads to the field.
  await tabTo(page, "This is not the code we sent.");
  await keyboard.press("Enter");
  expect(await focused(page)).toBe("code");
  await keyboard.type(code);
  await tabTo(page, "Sign in");
  await keyboard.press("Space");
  await heading(page, "You are signed in").waitFor();
  await tabTo(page, "Sign out");
  await keyboard.press("Enter");
  await page.waitForURL("**/logout");
  await tabTo(page, "Sign out");
  await keyboard.press("Space");
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  expect(await page.context().cookies()).toEqual([]);
  await close(page);
});

test("after the last wrong code only the way back is left", async () => {
  const { page, code } = await openCodePage();
  for (let left = 4; left >= 0; left -= 1) {
    await giveCode(page, wrongCode(code));
    if (left > 0) await page.getByText(`You have ${left} tr`).waitFor();
  }
  await heading(page, "Too many wrong codes").waitFor();
  expect(await page.getByRole("textbox").count()).toBe(0);
  await page.getByRole("button", { name: "Start over" }).click();
  await heading(page, "Sign in").waitFor();
  await page.goto("/verify");
  await page.getByText("Sign in and you get there.").waitFor();
  await close(page);
});

test("fields are what phones and password managers look for", async () => {
  const person = await newPerson(site.house);
  const page = await site.openPage();
  await page.goto("/login");
  for (const [label, complete] of [
    ["Username", "username"],
    ["Password", "current-password"],
  ] as const) {
    const field = page.getByLabel(label, { exact: true });
    expect(await field.getAttribute("autocomplete")).toBe(complete);
    expect(await field.getAttribute("autocapitalize")).toBe("none");
  }
  await givePassword(page, person);
  const attributes = await page
    .getByLabel("Code", { exact: true })
    .evaluate((field) => Object.fromEntries([...field.attributes].map((a) => [a.name, a.value])));
  expect(attributes).toMatchObject({
    type: "text",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    autocapitalize: "off",
    spellcheck: "false",
    required: "",
    "aria-describedby": "code-hint",
  });
  for (const trap of ["maxlength", "pattern"]) expect(Object.keys(attributes)).not.toContain(trap);
  const username = page.getByLabel("Signing in as");
  expect(await username.inputValue()).toBe(person.username);
  expect(await username.getAttribute("readonly")).toBe("");
  await close(page);
});

test("a wrong code empties and marks its field, and the message is tied to it", async () => {
  const { page, code } = await openCodePage();
  await giveCode(page, wrongCode(code));
  await page.waitForURL("**/verify?error=wrong-code");
  expect(await page.title()).toMatch(/^Error: /);
  const field = page.getByLabel("Code", { exact: true });
  expect(await field.inputValue()).toBe("");
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  const [id = ""] = ((await field.getAttribute("aria-describedby")) ?? "").split(" ");
  expect(await page.locator(`#${id}`).textContent()).toContain("This is not the code we sent.");
  await close(page);
});

describe("a login that returns to another origin", () => {
  test.each([true, false])(
    "ends there after errors (JavaScript: %s)",
    async (javaScriptEnabled) => {
      const person = await newPerson(site.house);
      const page = await site.openPage({ javaScriptEnabled });
      await page.goto(`/login?return_to=${encodeURIComponent(`${shop()}/basket?id=7`)}`);
      await givePassword(page, { ...person, password: "mistyped the first time" });
      await page.getByText("do not belong together").waitFor();
      await givePassword(page, person);
      await heading(page, "Enter the code").waitFor();
      const code = await site.house.phone.waitForCode(person.phone);
      await giveCode(page, wrongCode(code));
      await page.getByText("This is not the code we sent.").waitFor();
      await giveCode(page, code);
      await heading(page, "Basket at /basket?id=7").waitFor();
      expect(page.url()).toBe(`${shop()}/basket?id=7`);
      await close(page);
    },
  );
});

test("a form on another site gets nowhere, and the page says why", async () => {
  const { page, code } = await openCodePage();
  await giveCode(page, code);
  await heading(page, "You are signed in").waitFor();
  await page.goto(shop());
  await page.evaluate((action) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action });
    document.body.append(form);
    form.submit();
  }, `${site.origin}/logout`);
  await heading(page, "This form was sent from another address").waitFor();
  await page.goto("/");
  await heading(page, "You are signed in").waitFor();
  expect(await page.title()).toContain("You are signed in");
  await close(page);
});

test("the handset shows the code at once, without a reload", async () => {
  const handset = await site.openPage();
  await handset.goto(site.house.phone.origin);
  await handset.evaluate(() => Object.assign(window, { isFirstLoad: true }));
  const { person, page, code } = await openCodePage();
  const card = handset.getByRole("article", { name: `Handset ${person.phone}` });
  await card.getByText(`${code} is your Twostep code`).waitFor();
  expect(await handset.evaluate(() => "isFirstLoad" in window)).toBe(true);
  await close(handset);
  await close(page);
});

test("what becomes of the text appears by itself in the live region", async () => {
  // Stands in for Twilio, and takes its time to refuse the number.
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const slow = createServer((request, response) => {
    request.resume();
    void answered.then(() => {
      response.writeHead(400, { "content-type": "application/json" });
      response.end(JSON.stringify({ code: 21614, message: "no mobile", status: 400 }));
    });
  });
  await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
  const { port } = slow.address() as AddressInfo;
  const other = await startSite({ TWILIO_BASE_URL: `http://127.0.0.1:${port}` });
  try {
    const page = await other.openPage();
    await page.clock.install();
    await page.goto("/login");
    await givePassword(page, await newPerson(other.house));
    const line = page.locator("[role=status][data-delivery-now]");
    await line.getByText("The text is on its way.").waitFor();
    await page.evaluate(() => Object.assign(window, { isFirstLoad: true }));
    answer();
    await expect
      .poll(
        async () => {
          await page.clock.runFor(seconds(2));
          return line.textContent();
        },
        { timeout: 15_000 },
      )
      .toContain("This number cannot receive texts.");
    expect(await page.evaluate(() => "isFirstLoad" in window)).toBe(true);
    expect(other.complaints()).toEqual([]);
  } finally {
    answer();
    await other.close();
    slow.close();
  }
});
