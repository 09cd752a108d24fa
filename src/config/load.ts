// Owns the one look at the environment: from variables to a checked Config, or to every mistake.

import type { Config, TwilioConfig } from "./config.ts";
import { countryOf, unknownCountries } from "./countries.ts";
import type { Values } from "./options.ts";
import { inWords } from "./parse.ts";
import { readSettings, type Environment } from "./read-settings.ts";
import { brokenRules, type Needs } from "./rules.ts";
import { seconds } from "../primitives/duration.ts";

export type { Config, TwilioConfig } from "./config.ts";

/** The settings in force, or every mistake in them, each a sentence with its remedy. */
export type LoadedConfig =
  { ok: true; config: Config } | { ok: false; mistakes: readonly string[] };

/**
 * Reads and checks every setting.
 *
 * @param env - the environment variables; those of this process when not given
 * @param needs - what has no default and must be there all the same; nothing when not given
 * @returns the settings, or all mistakes at once; no mistake repeats a secret
 * @example
 * const loaded = await loadConfig(process.env, { secret: true, provider: true });
 * if (!loaded.ok) for (const mistake of loaded.mistakes) console.error(mistake);
 */
export async function loadConfig(
  env: Environment = process.env,
  needs: Needs = {},
): Promise<LoadedConfig> {
  const { values, mistakes, misread } = readSettings(env);
  const origin = values.TWOSTEP_ORIGIN ?? new URL(`http://localhost:${values.PORT}`).origin;
  const broken = brokenRules({ values, origin, needs }, misread);
  const all = [...mistakes, ...broken, ...(await countryMistakes(values))];
  if (all.length > 0) return { ok: false, mistakes: all };
  return { ok: true, config: await assemble(values, origin) };
}

async function countryMistakes({ TWOSTEP_COUNTRIES: countries }: Values): Promise<string[]> {
  if (countries === undefined || countries === "*") return [];
  const unknown = await unknownCountries(countries);
  if (unknown.length === 0) return [];
  return [
    `TWOSTEP_COUNTRIES has ${inWords(unknown)} in it, which is no country; write codes such as GB (ISO 3166).`,
  ];
}

async function assemble(values: Values, origin: string): Promise<Config> {
  const { TWOSTEP_LOGO: logoFile, TWOSTEP_COOKIE_DOMAIN: cookieDomain } = values;
  const twilio = twilioOf(values);
  return {
    host: values.HOST,
    port: values.PORT,
    origin,
    databaseUrl: values.DATABASE_URL,
    secrets: values.TWOSTEP_SECRET ?? [],
    siteName: values.TWOSTEP_SITE_NAME,
    ...(logoFile && { logoFile }),
    accentColor: values.TWOSTEP_ACCENT_COLOR.toLowerCase(),
    code: {
      length: values.TWOSTEP_CODE_LENGTH,
      characters: values.TWOSTEP_CODE_CHARACTERS,
      lifetimeMs: seconds(values.TWOSTEP_CODE_LIFETIME),
    },
    countries: values.TWOSTEP_COUNTRIES ?? (await countriesOfSender(twilio)),
    trustedProxies: values.TWOSTEP_TRUSTED_PROXIES ?? [],
    returnTo: [...new Set([origin, ...(values.TWOSTEP_RETURN_TO ?? [])])],
    ...(cookieDomain && { cookieDomain }),
    ...(twilio && { twilio }),
    phonePort: values.TWOSTEP_PHONE_PORT,
    logLevel: values.TWOSTEP_LOG_LEVEL,
  };
}

function twilioOf(values: Values): TwilioConfig | undefined {
  if (!values.TWILIO_ACCOUNT_SID) return undefined;
  const given = {
    authToken: values.TWILIO_AUTH_TOKEN,
    apiKey: values.TWILIO_API_KEY,
    apiSecret: values.TWILIO_API_SECRET,
    phoneNumber: values.TWILIO_PHONE_NUMBER,
    messagingServiceSid: values.TWILIO_MESSAGING_SERVICE_SID,
    baseUrl: values.TWILIO_BASE_URL,
  };
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return { accountSid: values.TWILIO_ACCOUNT_SID, ...Object.fromEntries(present) };
}

/** Where texts may go when nobody said: as few countries as the sender allows. */
async function countriesOfSender(twilio?: TwilioConfig): Promise<readonly string[] | "*"> {
  if (twilio?.phoneNumber === undefined) return twilio?.messagingServiceSid ? "*" : [];
  const country = await countryOf(twilio.phoneNumber);
  return country === undefined ? [] : [country];
}
