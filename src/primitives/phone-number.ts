// Owns phone numbers: from what somebody typed to E.164, and the few digits that may be shown.
// The metadata of libphonenumber is large; it is loaded with the first number, not at start.
import { createRequire } from "node:module";
import type { CountryCode, PhoneNumber } from "libphonenumber-js/max";

type Library = typeof import("libphonenumber-js/max");

/** A number in E.164, such as `+447700900123`. */
export type E164 = `+${string}`;

export type PhoneNumberCheck =
  { ok: true; number: E164; country: string } | { ok: false; reason: string };

const TYPES_THAT_COST = new Set(["PREMIUM_RATE", "SHARED_COST", "PAGER", "UAN", "VOICEMAIL"]);

/**
 * Checks a number in international form and writes it as E.164.
 *
 * Numbers that are possible but not yet in the metadata are taken: ranges open faster than
 * metadata is released, and the provider is the judge of who can be reached.
 *
 * @param typed - as typed, with `+` and country code; spaces and punctuation are dropped.
 * @returns the number and its ISO 3166 country, or the reason in words for an operator.
 */
export function checkPhoneNumber(typed: string): PhoneNumberCheck {
  // libphonenumber takes digits of any script: fold them first, so that one number has one key.
  const folded = typed.normalize("NFKC").trim();
  if (!/^\+[0-9 ().\-/]{4,40}$/.test(folded))
    return { ok: false, reason: "write it with + and the country code, as +447700900123" };
  const parsed = library().parsePhoneNumberFromString(folded);
  if (parsed === undefined || !parsed.isPossible())
    return { ok: false, reason: "no such number can exist; check its digits and country code" };
  const type = parsed.getType();
  if (type !== undefined && TYPES_THAT_COST.has(type))
    return { ok: false, reason: "this kind of number costs extra or cannot receive a code" };
  return { ok: true, number: parsed.number as E164, country: countryOf(parsed) };
}

/** What may be shown and logged of a number: its last three digits. */
export const maskPhoneNumber = (number: string): string => `•••• ••• ${number.slice(-3)}`;

/** An unassigned number belongs to the main country of its calling code. */
function countryOf(parsed: PhoneNumber): string {
  return parsed.country ?? mainCountry(parsed) ?? "001";
}

function mainCountry(parsed: PhoneNumber): CountryCode | undefined {
  const countries = parsed.getPossibleCountries();
  return countries.find((country) => isMainCountry(country)) ?? countries[0];
}

/** The smallest set that libphonenumber does not tell: who leads a shared calling code. */
const MAIN_COUNTRIES = new Set(["US", "GB", "RU", "IT", "NO", "AU", "FI", "MA", "FR"]);
const isMainCountry = (country: string): boolean => MAIN_COUNTRIES.has(country);

let loaded: Library | undefined;
function library(): Library {
  loaded ??= createRequire(import.meta.url)("libphonenumber-js/max") as Library;
  return loaded;
}
