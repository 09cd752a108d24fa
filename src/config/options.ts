// Owns the list of every setting: its name, how it is read, what it is when not set, whether it
// is secret and what it means. docs/configuration.md is generated from it.

import type { Config } from "./config.ts";
import * as address from "./parse-address.ts";
import { found, listOf, matching, oneOf, secretKey, shortText, wholeNumber } from "./parse.ts";
import type { Parse } from "./parse.ts";

/** One setting. */
export type Option = {
  group: "Server" | "Storage" | "Codes" | "Pages" | "Sessions" | "Twilio" | "Phone in the box";
  parse: Parse<unknown>;
  /** What it is when not set, in the words the operator would write. */
  fallback?: string;
  /** The same in prose, where it depends on other settings. */
  fallbackInWords?: string;
  /** Masked wherever it is shown, and may come from the file that NAME_FILE names. */
  secret?: true;
  /** How a secret is masked where part of it may be seen; otherwise all of it is. */
  mask?: (shown: string) => string;
  /** Never repeated in a message: people paste a token where an id belongs. */
  quiet?: true;
  meaning: string;
  inForce: (config: Config) => string | number | readonly string[] | undefined;
};

const origins = listOf(address.exactOrigin);
const sid = (letters: string): Parse<string> =>
  matching(
    new RegExp(`^${letters}[0-9a-f]{32}$`, "i"),
    `is not ${letters} and 32 hexadecimal digits`,
    "copy it from the Twilio console",
  );
const printable = matching(/^[\x21-\x7e]+$/, "has spaces or unusual characters in it", "copy it");
const countries = listOf(
  matching(/^[A-Z]{2}$/, "is not a country code of two capitals", "write for example GB or GB,IE"),
);

/** Every setting by its name, in the order in which they are shown. */
export const options = {
  HOST: {
    group: "Server",
    parse: address.hostToListenOn,
    fallback: "127.0.0.1",
    meaning: "The address the login server listens on.",
    inForce: (config) => config.host,
  },
  PORT: {
    group: "Server",
    parse: wholeNumber(1, 65535, 5000),
    fallback: "5000",
    meaning: "The port the login server listens on.",
    inForce: (config) => config.port,
  },
  TWOSTEP_ORIGIN: {
    group: "Server",
    parse: address.exactOrigin,
    fallbackInWords: "`http://localhost:$PORT`",
    meaning:
      "Scheme, host and port that the browser sees, for example `https://login.example.org`. Links, cookies and the last line of each text are made from it. It must be https, except on localhost.",
    inForce: (config) => config.origin,
  },
  TWOSTEP_TRUSTED_PROXIES: {
    group: "Server",
    parse: listOf(address.network),
    fallbackInWords: "none",
    meaning:
      "Addresses or networks, separated by commas, of the reverse proxies whose X-Forwarded-* headers are believed.",
    inForce: (config) => config.trustedProxies,
  },
  TWOSTEP_LOG_LEVEL: {
    group: "Server",
    parse: oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent"),
    fallback: "info",
    meaning: "The least important lines that are still logged, from `trace` to `fatal`; `silent`.",
    inForce: (config) => config.logLevel,
  },
  DATABASE_URL: {
    group: "Storage",
    parse: address.databaseUrl,
    fallback: "sqlite:data/twostep.db",
    secret: true,
    mask: address.withoutPassword,
    meaning:
      "The database: `sqlite:` and a path, or `mysql://user:password@host:3306/two-step` for MySQL and MariaDB, with several hosts separated by commas for a cluster. Special characters in the password are percent-encoded.",
    inForce: (config) => config.databaseUrl,
  },
  TWOSTEP_SECRET: {
    group: "Storage",
    parse: listOf(secretKey, false),
    fallbackInWords: "none; the demo makes and keeps one",
    secret: true,
    meaning:
      "32 random bytes in base64 (`openssl rand -base64 32`). Of a list separated by commas the first is used and all are accepted, so that it can be replaced: put the new one in front.",
    inForce: (config) => config.secrets.map((key) => `${key.length} bytes`),
  },
  TWOSTEP_CODE_LENGTH: {
    group: "Codes",
    parse: wholeNumber(6, 10, 6),
    fallback: "6",
    meaning: "How many characters a code has, 6 to 10.",
    inForce: (config) => config.code.length,
  },
  TWOSTEP_CODE_CHARACTERS: {
    group: "Codes",
    parse: oneOf("digits", "letters-and-digits"),
    fallback: "digits",
    meaning: "`digits`, or `letters-and-digits` (as `12cd56`, without look-alikes).",
    inForce: (config) => config.code.characters,
  },
  TWOSTEP_CODE_LIFETIME: {
    group: "Codes",
    parse: wholeNumber(60, 600, 300),
    fallback: "300",
    meaning: "How many seconds a code works, 60 to 600.",
    inForce: (config) => config.code.lifetimeMs / 1000,
  },
  TWOSTEP_COUNTRIES: {
    group: "Codes",
    parse: (text: string) => (text === "*" ? found("*" as const) : countries(text)),
    fallbackInWords: "the country of the sending number; `*` with a messaging service alone",
    meaning:
      "Countries that may be sent to, as `GB,IE`, or `*` for all. Fraudsters earn on texts to far countries: list only where your users are.",
    inForce: (config) => config.countries,
  },
  TWOSTEP_SITE_NAME: {
    group: "Pages",
    parse: shortText(30),
    fallback: "Twostep",
    meaning: "The name of your site in pages and messages, at most 30 characters.",
    inForce: (config) => config.siteName,
  },
  TWOSTEP_LOGO: {
    group: "Pages",
    parse: address.logoFile,
    fallbackInWords: "none",
    meaning: "The path of an .svg or .png file, at most 256 KiB, shown above each form.",
    inForce: (config) => config.logoFile,
  },
  TWOSTEP_ACCENT_COLOR: {
    group: "Pages",
    parse: matching(/^#[0-9a-f]{6}$/i, "is not a colour", "write for example #2456c7"),
    fallback: "#2456c7",
    meaning: "The colour of buttons and links, as `#rrggbb`.",
    inForce: (config) => config.accentColor,
  },
  TWOSTEP_RETURN_TO: {
    group: "Sessions",
    parse: origins,
    fallbackInWords: "the own origin",
    meaning:
      "Origins, separated by commas, that a login may return to. The own origin is always among them.",
    inForce: (config) => config.returnTo,
  },
  TWOSTEP_COOKIE_DOMAIN: {
    group: "Sessions",
    parse: address.cookieDomain,
    fallbackInWords: "none",
    meaning:
      "A parent domain of the origin's host, to share the session with sibling hosts (forward auth): `example.org` for `https://login.example.org`.",
    inForce: (config) => config.cookieDomain,
  },
  TWILIO_ACCOUNT_SID: {
    group: "Twilio",
    parse: sid("AC"),
    quiet: true,
    meaning: "The account that sends.",
    inForce: (config) => config.twilio?.accountSid,
  },
  TWILIO_AUTH_TOKEN: {
    group: "Twilio",
    parse: printable,
    secret: true,
    meaning: "The account's token. It also proves that a delivery report comes from Twilio.",
    inForce: (config) => config.twilio?.authToken,
  },
  TWILIO_API_KEY: {
    group: "Twilio",
    parse: sid("SK"),
    quiet: true,
    meaning: "Instead of the token: the SID of an API key.",
    inForce: (config) => config.twilio?.apiKey,
  },
  TWILIO_API_SECRET: {
    group: "Twilio",
    parse: printable,
    secret: true,
    meaning: "The secret of that API key.",
    inForce: (config) => config.twilio?.apiSecret,
  },
  TWILIO_PHONE_NUMBER: {
    group: "Twilio",
    parse: matching(/^\+[1-9]\d{6,14}$/, "is not a number like +15005550006", "write + and digits"),
    quiet: true,
    meaning: "The number that texts and calls, as `+15005550006`.",
    inForce: (config) => config.twilio?.phoneNumber,
  },
  TWILIO_MESSAGING_SERVICE_SID: {
    group: "Twilio",
    parse: sid("MG"),
    quiet: true,
    meaning: "Instead of the number, or beside it: the messaging service that texts.",
    inForce: (config) => config.twilio?.messagingServiceSid,
  },
  TWILIO_BASE_URL: {
    group: "Twilio",
    parse: address.apiRoot,
    fallbackInWords: "Twilio",
    quiet: true,
    meaning:
      "Where the REST API is. `http://127.0.0.1:5001` is the phone in the box, which a server with an https origin refuses to use.",
    inForce: (config) => config.twilio?.baseUrl,
  },
  TWOSTEP_PHONE_PORT: {
    group: "Phone in the box",
    parse: wholeNumber(1, 65535, 5001),
    fallback: "5001",
    meaning: "The port of the phone in the box, on 127.0.0.1.",
    inForce: (config) => config.phonePort,
  },
} as const satisfies Record<string, Option>;

/** The name of a setting. */
export type SettingName = keyof typeof options;

type Read<O> = O extends { parse: Parse<infer T> } ? T : never;

/** What was read for every setting: only those with a fallback are always there. */
export type Values = {
  [Name in SettingName]: (typeof options)[Name] extends { fallback: string }
    ? Read<(typeof options)[Name]>
    : Read<(typeof options)[Name]> | undefined;
};
