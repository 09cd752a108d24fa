// Owns the shape of the settings once they have been read and checked. Where they come from is
// load.ts; what each may be is options.ts.

/** The account and sender at Twilio, or at the phone in the box when `baseUrl` says so. */
export type TwilioConfig = {
  accountSid: string;
  authToken?: string;
  apiKey?: string;
  apiSecret?: string;
  phoneNumber?: string;
  messagingServiceSid?: string;
  /** Where the REST API is, without a slash at the end; Twilio itself when absent. */
  baseUrl?: string;
};

/** What a code looks like and how long it lives. */
export type CodeConfig = {
  length: number;
  characters: "digits" | "letters-and-digits";
  lifetimeMs: number;
};

/** Every setting in force, checked: whoever receives it need not look again. */
export type Config = {
  host: string;
  port: number;
  /** Scheme, host and port as the browser sees them, without a path. */
  origin: string;
  /** `sqlite:path` or `mysql://user:password@host[:port][,host…]/name`. */
  databaseUrl: string;
  /** Keys of 32 bytes each: the first makes new things, all are accepted. */
  secrets: readonly Uint8Array[];
  siteName: string;
  /** Absolute path of an .svg or .png file. */
  logoFile?: string;
  /** Lower case `#rrggbb`. */
  accentColor: string;
  code: CodeConfig;
  /** ISO 3166 codes of the countries that may be sent to; `[]` is none, `"*"` is all. */
  countries: readonly string[] | "*";
  /** Addresses and networks whose X-Forwarded-* headers are believed. */
  trustedProxies: readonly string[];
  /** Origins a login may return to; the own origin is always the first. */
  returnTo: readonly string[];
  cookieDomain?: string;
  twilio?: TwilioConfig;
  phonePort: number;
  logLevel: string;
};
