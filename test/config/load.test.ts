// Settings as the operator sees them: defaults, every mistake with its remedy, all at once.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig, type Config } from "../../src/config/load.ts";

type Env = Record<string, string>;

const folder = mkdtempSync(join(tmpdir(), "twostep-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const key = () => randomBytes(32).toString("base64");
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const ACCOUNT = `AC${"1".repeat(32)}`;
const NUMBER = "+15005550006";
const PROVIDER = {
  TWILIO_ACCOUNT_SID: ACCOUNT,
  TWILIO_AUTH_TOKEN: "token",
  TWILIO_PHONE_NUMBER: NUMBER,
};

async function configOf(env: Env): Promise<Config> {
  const loaded = await loadConfig(env);
  if (!loaded.ok) throw new Error(loaded.mistakes.join("\n"));
  return loaded.config;
}

async function mistakesOf(env: Env, needs = {}): Promise<readonly string[]> {
  const loaded = await loadConfig(env, needs);
  return loaded.ok ? [] : loaded.mistakes;
}

describe("what is in force", () => {
  test("without any setting, the defaults", async () => {
    expect(await configOf({})).toEqual({
      host: "127.0.0.1",
      port: 5000,
      origin: "http://localhost:5000",
      databaseUrl: "sqlite:data/twostep.db",
      secrets: [],
      siteName: "Twostep",
      accentColor: "#2456c7",
      code: { length: 6, characters: "digits", lifetimeMs: 300_000 },
      countries: [],
      trustedProxies: [],
      returnTo: ["http://localhost:5000"],
      phonePort: 5001,
      logLevel: "info",
    });
  });

  test("an empty variable is the same as none", async () => {
    expect(await configOf({ PORT: "", TWOSTEP_COUNTRIES: " " })).toEqual(await configOf({}));
  });

  test("the origin follows the port", async () => {
    expect((await configOf({ PORT: "8080" })).origin).toBe("http://localhost:8080");
    expect((await configOf({ PORT: "80" })).origin).toBe("http://localhost");
  });

  test("a login may always return to the own origin", async () => {
    const config = await configOf({
      TWOSTEP_RETURN_TO: "https://a.example, https://b.example:444",
    });
    expect(config.returnTo).toEqual([
      "http://localhost:5000",
      "https://a.example",
      "https://b.example:444",
    ]);
  });

  test("the first secret is used and all are accepted", async () => {
    const [newer, older] = [key(), key()];
    const { secrets } = await configOf({ TWOSTEP_SECRET: `${newer},${older}` });
    expect(secrets.map((secret) => Buffer.from(secret).toString("base64"))).toEqual([newer, older]);
  });

  test("a secret may come from a file, space around it ignored", async () => {
    const { twilio, databaseUrl } = await configOf({
      ...PROVIDER,
      TWILIO_AUTH_TOKEN: "",
      TWILIO_AUTH_TOKEN_FILE: file("token", "from a file\n".replaceAll(" ", "-")),
      DATABASE_URL_FILE: file("url", " mysql://u:p@h/two-step\n"),
    });
    expect(twilio?.authToken).toBe("from-a-file");
    expect(databaseUrl).toBe("mysql://u:p@h/two-step");
  });

  test.each([
    ["a number that is somebody's", { TWILIO_PHONE_NUMBER: "+353861234567" }, ["IE"]],
    ["a number that is nobody's", { TWILIO_PHONE_NUMBER: "+447700900123" }, ["GB"]],
    ["Twilio's test number", { TWILIO_PHONE_NUMBER: NUMBER }, ["US"]],
    ["a messaging service alone", { TWILIO_MESSAGING_SERVICE_SID: `MG${"2".repeat(32)}` }, "*"],
    ["countries that were listed", { TWOSTEP_COUNTRIES: "GB,IE" }, ["GB", "IE"]],
    ["all countries", { TWOSTEP_COUNTRIES: "*" }, "*"],
    ["no sender", {}, []],
  ])("countries that may be sent to: %s", async (_, env, countries) => {
    expect((await configOf({ TWILIO_ACCOUNT_SID: ACCOUNT, ...env })).countries).toEqual(countries);
  });

  test("mariadb:// is mysql://, with one host or several", async () => {
    const hosts = "db1.example,db2.example:3307,[::1]:3308";
    const { databaseUrl } = await configOf({ DATABASE_URL: `mariadb://u:p%40@${hosts}/two-step` });
    expect(databaseUrl).toBe(`mysql://u:p%40@${hosts}/two-step`);
  });

  test("a logo and a shared cookie", async () => {
    const logo = file("logo.svg", "<svg/>");
    const config = await configOf({
      TWOSTEP_LOGO: logo,
      TWOSTEP_ORIGIN: "https://login.example.org",
      TWOSTEP_COOKIE_DOMAIN: "example.org",
    });
    expect(config).toMatchObject({ logoFile: logo, cookieDomain: "example.org" });
  });
});

describe("each mistake is one sentence that names the setting", () => {
  const HTTPS = { TWOSTEP_ORIGIN: "https://login.example.org" };
  const empty = file("empty", " \n");
  const large = file("large.png", Buffer.alloc(256 * 1024 + 1));
  test.each<[string, Env]>([
    ["PORT", { PORT: "0" }],
    ["PORT", { PORT: "65536" }],
    ["PORT", { PORT: "5e3" }],
    ["HOST", { HOST: "not a host" }],
    ["TWOSTEP_ORIGIN", { TWOSTEP_ORIGIN: "login.example.org" }],
    ["TWOSTEP_ORIGIN", { TWOSTEP_ORIGIN: "https://login.example.org/" }],
    ["TWOSTEP_ORIGIN", { TWOSTEP_ORIGIN: "https://Login.example.org" }],
    ["TWOSTEP_ORIGIN", { TWOSTEP_ORIGIN: "https://u:p@login.example.org" }],
    ["TWOSTEP_ORIGIN", { TWOSTEP_ORIGIN: "http://login.example.org" }],
    ["TWOSTEP_ORIGIN", { TWOSTEP_ORIGIN: "http://localhost.example.org" }],
    ["TWOSTEP_ORIGIN", { TWOSTEP_ORIGIN: "ftp://localhost" }],
    ["DATABASE_URL", { DATABASE_URL: "postgres://u:p@h/d" }],
    ["DATABASE_URL", { DATABASE_URL: "sqlite:" }],
    ["DATABASE_URL", { DATABASE_URL: "sqlite://data/x.db" }],
    ["DATABASE_URL", { DATABASE_URL: "mysql://u:p@h" }],
    ["DATABASE_URL", { DATABASE_URL: "mysql://u:p@h:0/d" }],
    ["DATABASE_URL", { DATABASE_URL: "mysql://u:100%@h/d" }],
    ["DATABASE_URL", { DATABASE_URL: "mysql://u:p@h,/d" }],
    ["DATABASE_URL", { DATABASE_URL: "mysql://u:p@h/d?ssl=yes" }],
    ["TWOSTEP_SECRET", { TWOSTEP_SECRET: "secret" }],
    ["TWOSTEP_SECRET", { TWOSTEP_SECRET: randomBytes(31).toString("base64") }],
    ["TWOSTEP_SECRET", { TWOSTEP_SECRET: Buffer.alloc(32).toString("base64") }],
    ["TWOSTEP_SECRET", { TWOSTEP_SECRET: `${key()},` }],
    ["TWOSTEP_SECRET", { TWOSTEP_SECRET: key(), TWOSTEP_SECRET_FILE: empty }],
    ["TWOSTEP_SECRET_FILE", { TWOSTEP_SECRET_FILE: empty }],
    ["TWOSTEP_SECRET_FILE", { TWOSTEP_SECRET_FILE: join(folder, "nowhere") }],
    ["TWOSTEP_SITE_NAME", { TWOSTEP_SITE_NAME: "x".repeat(31) }],
    ["TWOSTEP_SITE_NAME", { TWOSTEP_SITE_NAME: "a\nb" }],
    ["TWOSTEP_SITE_NAME", { TWOSTEP_SITE_NAME: "a\u202eb" }],
    ["TWOSTEP_CODE_LENGTH", { TWOSTEP_CODE_LENGTH: "5" }],
    ["TWOSTEP_CODE_LENGTH", { TWOSTEP_CODE_LENGTH: "11" }],
    ["TWOSTEP_CODE_CHARACTERS", { TWOSTEP_CODE_CHARACTERS: "letters" }],
    ["TWOSTEP_CODE_LIFETIME", { TWOSTEP_CODE_LIFETIME: "59" }],
    ["TWOSTEP_CODE_LIFETIME", { TWOSTEP_CODE_LIFETIME: "601" }],
    ["TWOSTEP_COUNTRIES", { TWOSTEP_COUNTRIES: "gb" }],
    ["TWOSTEP_COUNTRIES", { TWOSTEP_COUNTRIES: "GB,ZZ" }],
    ["TWOSTEP_TRUSTED_PROXIES", { TWOSTEP_TRUSTED_PROXIES: "proxy" }],
    ["TWOSTEP_TRUSTED_PROXIES", { TWOSTEP_TRUSTED_PROXIES: "10.0.0.0/33" }],
    ["TWOSTEP_TRUSTED_PROXIES", { TWOSTEP_TRUSTED_PROXIES: "0.0.0.0/0" }],
    ["TWOSTEP_RETURN_TO", { TWOSTEP_RETURN_TO: "https://a.example/path" }],
    ["TWOSTEP_COOKIE_DOMAIN", { ...HTTPS, TWOSTEP_COOKIE_DOMAIN: ".example.org" }],
    ["TWOSTEP_COOKIE_DOMAIN", { ...HTTPS, TWOSTEP_COOKIE_DOMAIN: "org" }],
    ["TWOSTEP_COOKIE_DOMAIN", { ...HTTPS, TWOSTEP_COOKIE_DOMAIN: "ample.org" }],
    ["TWOSTEP_COOKIE_DOMAIN", { TWOSTEP_COOKIE_DOMAIN: "127.0.0.1" }],
    ["TWOSTEP_LOGO", { TWOSTEP_LOGO: join(folder, "nowhere.svg") }],
    ["TWOSTEP_LOGO", { TWOSTEP_LOGO: empty }],
    ["TWOSTEP_LOGO", { TWOSTEP_LOGO: large }],
    ["TWOSTEP_ACCENT_COLOR", { TWOSTEP_ACCENT_COLOR: "blue" }],
    ["TWOSTEP_LOG_LEVEL", { TWOSTEP_LOG_LEVEL: "loud" }],
    ["TWOSTEP_PHONE_PORT", { TWOSTEP_PHONE_PORT: "-1" }],
    ["TWILIO_ACCOUNT_SID", { TWILIO_ACCOUNT_SID: "AC1" }],
    ["TWILIO_AUTH_TOKEN", { TWILIO_AUTH_TOKEN: "two words" }],
    ["TWILIO_API_SECRET", { TWILIO_API_KEY: `SK${"3".repeat(32)}` }],
    ["TWILIO_API_KEY", { TWILIO_API_SECRET: "secret" }],
    ["TWILIO_PHONE_NUMBER", { TWILIO_PHONE_NUMBER: "07700 900123" }],
    ["TWILIO_MESSAGING_SERVICE_SID", { TWILIO_MESSAGING_SERVICE_SID: ACCOUNT }],
    ["TWILIO_BASE_URL", { TWILIO_BASE_URL: "phone" }],
    ["TWILIO_BASE_URL", { TWILIO_BASE_URL: "http://api.example.org" }],
    ["TWILIO_BASE_URL", { ...HTTPS, TWILIO_BASE_URL: "http://127.0.0.1:5001" }],
    ["TWILIO_BASE_URL", { ...HTTPS, TWILIO_BASE_URL: "http://[::1]:5001" }],
    ["TWILIO_BASE_URL", { ...HTTPS, TWILIO_BASE_URL: "https://phone.localhost" }],
  ])("%s: %o", async (name, env) => {
    const mistakes = await mistakesOf(env);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(new RegExp(`^${name} .*; .*\\.$|^${name} is missing; .*\\.$`));
  });

  test("all are listed at once", async () => {
    const env = { PORT: "x", TWOSTEP_CODE_LENGTH: "99", TWOSTEP_SECRET: "x", TWOSTEP_LOGO: "x" };
    const mistakes = await mistakesOf(env, { secret: true, provider: true });
    expect(mistakes.map((mistake) => mistake.split(" ")[0])).toEqual([
      "PORT",
      "TWOSTEP_SECRET",
      "TWOSTEP_CODE_LENGTH",
      "TWOSTEP_LOGO",
      "TWILIO_ACCOUNT_SID",
      "TWILIO_AUTH_TOKEN",
      "TWILIO_PHONE_NUMBER",
    ]);
  });

  test("what is needed is asked for, and nothing else", async () => {
    expect(await mistakesOf({}, { secret: true })).toEqual([
      "TWOSTEP_SECRET is missing; make one with: openssl rand -base64 32.",
    ]);
    expect(await mistakesOf(PROVIDER, { provider: true })).toEqual([]);
  });

  test("a name that is no setting is met with the nearest that is one", async () => {
    expect(await mistakesOf({ TWOSTEP_COUNTRYS: "GB", TWOSTEP_SITE_NAME_FILE: "x" })).toEqual([
      "TWOSTEP_COUNTRYS is not a setting; did you mean TWOSTEP_COUNTRIES?",
      "TWOSTEP_SITE_NAME_FILE is not a setting; did you mean TWOSTEP_SITE_NAME?",
    ]);
  });
});

describe("for any text whatever", () => {
  const SECRETS = ["DATABASE_URL", "TWOSTEP_SECRET", "TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID"];

  test("no mistake repeats a secret", async () => {
    const secret = fc
      .string({ minLength: 12, maxLength: 40 })
      .filter((text) => text.trim() === text);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...SECRETS), secret, async (name, text) => {
        const mistakes = await mistakesOf({ [name]: text });
        expect(mistakes.filter((mistake) => mistake.includes(text))).toEqual([]);
      }),
    );
  });

  test("a setting is taken or refused, never a crash, and every mistake is one line", async () => {
    const names = ["HOST", "PORT", "TWOSTEP_ORIGIN", "TWOSTEP_TRUSTED_PROXIES", "TWOSTEP_LOGO"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.string(), async (name, text) => {
        for (const mistake of await mistakesOf({ [name]: text })) {
          expect(mistake).toMatch(/^[^\n\r]+\.$/);
        }
      }),
    );
  });
});
