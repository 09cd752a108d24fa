// Requests that another site makes in a visitor's browser: refused before anything is done.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHouse, type House } from "../helpers/house.ts";
import { newPerson, signIn, startLogin, stateOf, words } from "./steps.ts";

let house: House;
beforeAll(async () => {
  house = await startHouse("sqlite");
});
afterAll(() => house.close());

const FOREIGN: Record<string, Record<string, string>> = {
  "a foreign Origin": { origin: "https://evil.example" },
  "the Origin null": { origin: "null" },
  "our host on another port": { origin: "http://localhost:5001" },
  "our host with another scheme": { origin: "https://localhost:5000" },
  "an Origin that begins like ours": { origin: "http://localhost:5000.evil.example" },
  "Sec-Fetch-Site cross-site": { "sec-fetch-site": "cross-site" },
  "Sec-Fetch-Site same-site": { "sec-fetch-site": "same-site" },
  "our Origin, but cross-site": { origin: "http://localhost:5000", "sec-fetch-site": "cross-site" },
  "a foreign Origin, but same-origin": { origin: "https://a.b", "sec-fetch-site": "same-origin" },
  "an unknown Sec-Fetch-Site": { "sec-fetch-site": "elsewhere" },
};
const PATHS = ["/check-user", "/check-code", "/resend", "/start-over", "/logout"];

describe.each(Object.keys(FOREIGN))("with %s", (name) => {
  const headers = FOREIGN[name] ?? {};

  test("every form is refused with a page that says what to do", async () => {
    for (const path of PATHS) {
      const browser = house.openBrowser();
      const answer = await browser.send(path, {
        method: "POST",
        headers,
        body: new URLSearchParams({ username: "ada", password: "analytical engine" }),
      });
      expect([path, answer.status]).toEqual([path, 403]);
      expect(words(answer.text)).toContain("Open that address and try again.");
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  test("and so is JSON, and every other method", async () => {
    for (const path of PATHS) {
      const answer = await house.openBrowser().send(path, {
        method: "POST",
        headers: { ...headers, accept: "application/json", "content-type": "application/json" },
        body: "{}",
      });
      expect([answer.status, answer.json["type"]]).toEqual([403, "urn:twostep:cross-site"]);
    }
  });

  test("neither a session nor a half login is touched", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    await signIn(house, browser, person);
    await browser.send("/logout", { method: "POST", headers });
    expect(await stateOf(browser)).toBe("signed-in");
    const code = await startLogin(house, browser, person, 2);
    for (const path of ["/start-over", "/logout", "/resend"])
      await browser.send(path, { method: "POST", headers });
    const body = new URLSearchParams({ code });
    expect((await browser.send("/check-code", { method: "POST", headers, body })).status).toBe(403);
    expect(await stateOf(browser)).toBe("code-required");
    expect(await house.phone.texts(person.phone)).toHaveLength(2);
  });
});

test("a program that is no browser says nothing about where it comes from, and is served", async () => {
  const person = await newPerson(house);
  const program = house.openBrowser();
  const { username, password } = person;
  expect((await program.call("/check-user", { username, password })).status).toBe(200);
});

test("reading is open to all: links from other sites work", async () => {
  const headers = { "sec-fetch-site": "cross-site", referer: "https://elsewhere.example/" };
  for (const path of ["/", "/login", "/logout"])
    expect((await house.openBrowser().get(path, headers)).status).toBe(200);
});
