// Owns the steps that journeys are made of: a person of one's own, the password, the code.
import { addUser } from "../../src/domain/user.ts";
import type { Answer, Browser } from "../helpers/browser-session.ts";
import { wrongCode, type House } from "../helpers/house.ts";

export type Person = { username: string; password: string; phone: string };

let people = 0;

/** Somebody whom no other test knows, so that texts and guesses are theirs alone. */
export async function newPerson(house: House, phone?: string): Promise<Person> {
  people += 1;
  const number = phone ?? `+44770090${String(1000 + people)}`;
  const person = { username: `person-${people}`, password: "difference engine", phone: number };
  const added = await addUser(house.twostep.domain, { ...person, isAdmin: false });
  if (!added.ok) throw new Error(added.message);
  return person;
}

/** The first step, as the form sends it. */
export const givePassword = (
  browser: Browser,
  { username, password }: Person,
  extra: Record<string, string> = {},
): Promise<Answer> => browser.submit("/check-user", { username, password, ...extra });

/** The first step, and the code that came of it; `texts` counts all texts to the person so far. */
export async function startLogin(
  house: House,
  browser: Browser,
  person: Person,
  texts = 1,
): Promise<string> {
  const answer = await givePassword(browser, person);
  if (answer.location !== "/verify") throw new Error(`password refused: ${answer.location}`);
  return house.phone.waitForCode(person.phone, texts);
}

/** Both steps. */
export async function signIn(
  house: House,
  browser: Browser,
  person: Person,
  texts = 1,
): Promise<void> {
  const code = await startLogin(house, browser, person, texts);
  const answer = await browser.submit("/check-code", { code });
  if (answer.status !== 303) throw new Error(`code refused: ${answer.status}`);
}

/** Types a wrong code so many times and gives the last answer. */
export async function guessWrong(browser: Browser, code: string, times: number): Promise<Answer> {
  let answer: Answer | undefined;
  for (let guess = 0; guess < times; guess += 1)
    answer = await browser.submit("/check-code", { code: wrongCode(code) });
  if (answer === undefined) throw new Error("no guess was made");
  return answer;
}

/** How far a login is, as a program is told. */
export const stateOf = async (browser: Browser): Promise<unknown> =>
  (await browser.call("/")).json["state"];

/** The text of a page, as somebody reads it. */
export const words = (html: string): string =>
  html
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&#39;/g, "'")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ([.,])/g, "$1");
