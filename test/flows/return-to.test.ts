// Where a login may return to: our own pages and the origins on the list, in no other spelling.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHouse, type House } from "../helpers/house.ts";
import { givePassword, newPerson, startLogin } from "./steps.ts";

const SHOP = "https://shop.example.org";

let house: House;
beforeAll(async () => {
  house = await startHouse("sqlite", { TWOSTEP_RETURN_TO: SHOP });
});
afterAll(() => house.close());

/** A whole login that asks to return somewhere; gives where it ended. */
async function loginReturningTo(returnTo: string): Promise<string | null> {
  const person = await newPerson(house);
  const browser = house.openBrowser();
  await givePassword(browser, person, { return_to: returnTo });
  const code = await house.phone.waitForCode(person.phone);
  return (await browser.submit("/check-code", { code })).location;
}

const OWN = "http://localhost:5000";

test.each([
  [`${SHOP}/basket?id=7#top`, `${SHOP}/basket?id=7#top`],
  [SHOP, `${SHOP}/`],
  ["/somewhere?a=b", `${OWN}/somewhere?a=b`],
  [`${OWN}/logout`, `${OWN}/logout`],
  ["HTTPS://SHOP.EXAMPLE.ORG:443/x", `${SHOP}/x`],
])("returns to %s", async (returnTo, target) => {
  expect(await loginReturningTo(returnTo)).toBe(target);
});

const EVIL = [
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "\\/evil.example",
  "https:evil.example",
  "https:/evil.example",
  "https://evil.example",
  "https://evil.example/https://shop.example.org",
  "https://shop.example.org@evil.example",
  "https://shop.example.org:x@shop.example.org/",
  "https://me@shop.example.org/",
  "https://shop.example.org.evil.example",
  "https://evilshop.example.org",
  "https://shop.example.org:8443/",
  "http://shop.example.org/",
  "javascript:alert(1)",
  "data:text/html,x",
  "blob:https://shop.example.org/1",
  "file:///etc/passwd",
  " https://evil.example",
  "https://shop.example.org/\r\nset-cookie: a=b",
  "/\t/evil.example",
  "/\n/evil.example",
  "https://shop.example.org\u0000",
  "https://shop。example.org\u200b/",
  "//localhost:5001/",
  `/${"a".repeat(2048)}`,
  "http://[",
];

describe("anything else counts as not given", () => {
  test.each(EVIL)("%j on the page and in the form", async (returnTo) => {
    const page = await house.openBrowser().get(`/login?return_to=${encodeURIComponent(returnTo)}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('name="return_to"');
    expect(page.text).not.toContain("evil");
    const form = await house
      .openBrowser()
      .submit("/check-user", { username: "x", password: "y", return_to: returnTo });
    expect(form.location).toBe("/login?error=wrong-credentials");
  });

  test.each(["//evil.example", "https://shop.example.org@evil.example"])(
    "a login that asks for %s ends at home",
    async (returnTo) => {
      expect(await loginReturningTo(returnTo)).toBe("/");
    },
  );
});

test("a wrong password does not lose where the login was going", async () => {
  const person = await newPerson(house);
  const browser = house.openBrowser();
  const first = await browser.get(`/login?return_to=${encodeURIComponent(`${SHOP}/a?b=c&d`)}`);
  expect(first.text).toContain(`name="return_to" value="${SHOP}/a?b=c&amp;d"`);
  const wrong = { ...person, password: "something else" };
  const refused = await givePassword(browser, wrong, { return_to: `${SHOP}/a?b=c&d` });
  expect(refused.location).toMatch(/^\/login\?error=wrong-credentials&return_to=/);
  const page = await browser.get(refused.location ?? "");
  expect(page.text).toContain(`name="return_to" value="${SHOP}/a?b=c&amp;d"`);
});

test("only the page whose form ends elsewhere names that origin to the browser", async () => {
  const person = await newPerson(house);
  const browser = house.openBrowser();
  const policyOf = async (path: string) =>
    (await browser.get(path)).headers.get("content-security-policy");
  await givePassword(browser, person, { return_to: `${SHOP}/x` });
  await house.phone.waitForCode(person.phone);
  expect(await policyOf("/verify")).toMatch(/; form-action 'self' https:\/\/shop\.example\.org$/);
  for (const path of ["/", "/login", "/logout", "/nowhere"])
    expect(await policyOf(path), path).toMatch(/; form-action 'self'$/);
  await startLogin(house, browser, person, 2);
  expect(await policyOf("/verify")).toMatch(/; form-action 'self'$/);
});

test("without a list only the own origin is returned to", async () => {
  const closed = await startHouse("sqlite");
  try {
    const page = (path: string) => closed.openBrowser().get(path);
    expect((await page(`/login?return_to=${SHOP}/`)).text).not.toContain("return_to");
    expect((await page("/login?return_to=/x")).text).toContain(`value="${OWN}/x"`);
  } finally {
    await closed.close();
  }
});
