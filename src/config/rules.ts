// Owns how settings must fit together, as one list: each rule names the settings it is about and
// what is wrong, if anything. What a single setting may be is options.ts.

import { isLoopbackHost } from "./parse-address.ts";
import type { SettingName, Values } from "./options.ts";

/** What the command needs beyond what has a default. */
export type Needs = {
  /** TWOSTEP_SECRET must be there. */
  secret?: boolean;
  /** An account and a sender must be there. */
  provider?: boolean;
};

type Facts = { values: Values; origin: string; needs: Needs };
type Rule = { about: readonly SettingName[]; mistake: (facts: Facts) => string | false };

const rules: readonly Rule[] = [
  {
    about: ["TWOSTEP_SECRET"],
    mistake: ({ values, needs }) =>
      needs.secret === true &&
      !values.TWOSTEP_SECRET &&
      "TWOSTEP_SECRET is missing; make one with: openssl rand -base64 32.",
  },
  {
    about: ["TWILIO_ACCOUNT_SID"],
    mistake: ({ values, needs }) =>
      needs.provider === true &&
      !values.TWILIO_ACCOUNT_SID &&
      "TWILIO_ACCOUNT_SID is missing; write the account's SID, AC and 32 hexadecimal digits.",
  },
  {
    about: ["TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET"],
    mistake: ({ values, needs }) =>
      needs.provider === true &&
      !values.TWILIO_AUTH_TOKEN &&
      !values.TWILIO_API_KEY &&
      !values.TWILIO_API_SECRET &&
      "TWILIO_AUTH_TOKEN is missing; write the account's token, or set TWILIO_API_KEY and TWILIO_API_SECRET.",
  },
  {
    about: ["TWILIO_API_KEY", "TWILIO_API_SECRET"],
    mistake: ({ values }) =>
      values.TWILIO_API_KEY !== undefined &&
      !values.TWILIO_API_SECRET &&
      "TWILIO_API_SECRET is missing; write the secret of TWILIO_API_KEY.",
  },
  {
    about: ["TWILIO_API_KEY", "TWILIO_API_SECRET"],
    mistake: ({ values }) =>
      values.TWILIO_API_SECRET !== undefined &&
      !values.TWILIO_API_KEY &&
      "TWILIO_API_KEY is missing; write the key's SID, SK and 32 hexadecimal digits.",
  },
  {
    about: ["TWILIO_PHONE_NUMBER", "TWILIO_MESSAGING_SERVICE_SID"],
    mistake: ({ values, needs }) =>
      needs.provider === true &&
      !values.TWILIO_PHONE_NUMBER &&
      !values.TWILIO_MESSAGING_SERVICE_SID &&
      "TWILIO_PHONE_NUMBER is missing; write the sending number as +15005550006, or set TWILIO_MESSAGING_SERVICE_SID.",
  },
  {
    // The phone shows every code to whoever opens its page: no place for real users.
    about: ["TWILIO_BASE_URL", "TWOSTEP_ORIGIN"],
    mistake: ({ values: { TWILIO_BASE_URL: baseUrl }, origin }) =>
      baseUrl !== undefined &&
      origin.startsWith("https:") &&
      isLoopbackHost(new URL(baseUrl).hostname) &&
      "TWILIO_BASE_URL leads to the phone in the box, which is for trying out, but TWOSTEP_ORIGIN is https; remove TWILIO_BASE_URL to send with Twilio.",
  },
  {
    about: ["TWOSTEP_COOKIE_DOMAIN", "TWOSTEP_ORIGIN"],
    mistake: ({ values: { TWOSTEP_COOKIE_DOMAIN: domain }, origin }) => {
      const { hostname } = new URL(origin);
      if (domain === undefined || `.${hostname}`.endsWith(`.${domain}`)) return false;
      return `TWOSTEP_COOKIE_DOMAIN ("${domain}") is not a parent of ${hostname}, the host of TWOSTEP_ORIGIN; write a domain that ${hostname} ends with.`;
    },
  },
];

/**
 * Every mistake in how the settings fit together. Rules about a setting that has a mistake of its
 * own are left out: it is there, so it must not be called missing as well.
 */
export function brokenRules(facts: Facts, misread: ReadonlySet<SettingName>): string[] {
  return rules
    .filter(({ about }) => !about.some((name) => misread.has(name)))
    .map(({ mistake }) => mistake(facts))
    .filter((mistake) => mistake !== false);
}
