// How people type codes: with spaces, dashes, other digits, misread letters. All of it is meant.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHouse, type House } from "../helpers/house.ts";
import { newPerson, startLogin, stateOf } from "./steps.ts";

const SETTINGS = {
  digits: {},
  "letters-and-digits": {
    TWOSTEP_CODE_CHARACTERS: "letters-and-digits",
    TWOSTEP_CODE_LENGTH: "10",
  },
};

/** Each way to type a code, by what is peculiar about it. */
const WAYS: Record<string, (code: string) => string> = {
  "as it is": (code) => code,
  "with spaces": (code) => ` ${code.slice(0, 3)} ${code.slice(3)}\t`,
  "with dashes": (code) => [...code].join("-"),
  "with long dashes": (code) => `${code.slice(0, 3)}—${code.slice(3)}`,
  "with a line end": (code) => `${code}\r\n`,
  "with spaces that do not break": (code) => `${code.slice(0, 3)}\u00a0\u202f${code.slice(3)}`,
  "with invisible characters of a paste": (code) => `\u200b\u2066${code}\ufeff\u00ad`,
  "in full width": (code) =>
    code.replaceAll(/[!-~]/g, (one) => String.fromCodePoint(one.charCodeAt(0) + 0xfee0)),
};

const LETTER_WAYS: Record<string, (code: string) => string> = {
  ...WAYS,
  "in capitals": (code) => code.toUpperCase(),
  "with misread digits": (code) =>
    code.replaceAll(
      /[0125689]/g,
      (one) => ({ 0: "O", 1: "l", 2: "Z", 5: "S", 6: "6", 8: "B", 9: "g" })[one] ?? one,
    ),
  "with other misread digits": (code) =>
    code.replaceAll(/[019]/g, (one) => ({ 0: "o", 1: "I", 9: "q" })[one] ?? one),
};

describe.each(["digits", "letters-and-digits"] as const)("a code of %s", (characters) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse("sqlite", SETTINGS[characters]);
  });
  afterAll(() => house.close());

  const ways = characters === "digits" ? WAYS : LETTER_WAYS;
  test.each(Object.keys(ways))("typed %s signs in", async (way) => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    const code = await startLogin(house, browser, person);
    const typed = ways[way]?.(code) ?? "";
    expect((await browser.submit("/check-code", { code: typed })).location).toBe("/");
    expect(await stateOf(browser)).toBe("signed-in");
  });

  test.each([
    ["one more character", (code: string) => `${code}1`],
    ["one less", (code: string) => code.slice(0, -1)],
    ["twice", (code: string) => code + code],
    ["after a word", (code: string) => `code ${code}`],
    ["more spaces than anybody types", (code: string) => " ".repeat(300) + code],
  ])("typed with %s is a wrong guess", async (_, type) => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    const code = await startLogin(house, browser, person);
    const answer = await browser.submit("/check-code", { code: type(code) });
    expect(answer.location).toBe("/verify?error=wrong-code");
  });

  test("looks as the settings say, and so does its field", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    const code = await startLogin(house, browser, person);
    const isDigits = characters === "digits";
    expect(code).toMatch(isDigits ? /^\d{6}$/ : /^[0-9acdefhjkmnprtuvwxy]{10}$/);
    const page = (await browser.get("/verify")).text;
    expect(page).toContain(`inputmode="${isDigits ? "numeric" : "text"}"`);
    expect(page).toContain('autocomplete="one-time-code"');
    expect(page).not.toContain("maxlength");
    expect(page).not.toContain(code);
    const { body } = await house.phone.waitForText(person.phone);
    expect(body).toMatch(new RegExp(`^${code} is your Twostep code;.*\n\n@localhost #${code}$`));
    expect(body.length).toBeLessThanOrEqual(160);
  });
});
