// What the visitor reads on the code page when the text cannot reach them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, startHouse, type House } from "../helpers/house.ts";
import { givePassword, newPerson, startLogin, words } from "./steps.ts";

/** Twilio's test numbers, what the page calls each refusal, and what it says. */
const REFUSALS = [
  ["+15005550001", "bad-number", "This phone number does not exist."],
  ["+15005550002", "region", "We send no texts to this country."],
  ["+15005550003", "region", "We send no texts to this country."],
  ["+15005550004", "opted-out", "This number has refused our texts. Reply START"],
  ["+15005550009", "no-texts", "This number cannot receive texts."],
] as const;

describe.each(ENGINES)("on %s", (engine) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(engine, { TWOSTEP_COUNTRIES: "*" });
  });
  afterAll(() => house.close());

  test.each(REFUSALS)("a text to %s: %s", async (phone, delivery, sentence) => {
    const person = await newPerson(house, phone);
    const browser = house.openBrowser();
    await givePassword(browser, person);
    await expect
      .poll(async () => (await browser.get("/verify/status")).json["delivery"], { timeout: 10_000 })
      .toBe(delivery);
    const page = (await browser.get("/verify")).text;
    const now = /role="status"[\s\S]*?<\/div>/.exec(page)?.[0] ?? "";
    expect(words(now)).toContain(sentence);
    expect(page).toContain('action="/start-over"');
    expect(page.includes('action="/resend"')).toBe(delivery === "opted-out");
    expect(page).toContain('name="code"');
  });

  test("a text that Twilio took is on its way", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    await startLogin(house, browser, person);
    const { json } = await browser.get("/verify/status");
    expect(["on-its-way", "accepted"]).toContain(json["delivery"]);
    expect(json["expiresInMs"]).toBeGreaterThan(290_000);
  });
});

test("a country that is not allowed is never texted, and the page says so", async () => {
  const house = await startHouse("sqlite", { TWOSTEP_COUNTRIES: "GB,IE" });
  try {
    const person = await newPerson(house, "+33612345678");
    const browser = house.openBrowser();
    expect((await givePassword(browser, person)).location).toBe("/verify");
    await expect
      .poll(async () => (await browser.get("/verify/status")).json["delivery"], { timeout: 10_000 })
      .toBe("region");
    expect(words((await browser.get("/verify")).text)).toContain(
      "We send no texts to this country.",
    );
    expect(await house.phone.texts(person.phone)).toEqual([]);
  } finally {
    await house.close();
  }
});
