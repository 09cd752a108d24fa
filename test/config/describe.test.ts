// What `twostep config` prints: every setting, and of a secret no more than that it is there.

import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { configAsJson, configAsText } from "../../src/config/describe.ts";
import { loadConfig } from "../../src/config/load.ts";
import { options } from "../../src/config/options.ts";

const secret = randomBytes(32).toString("base64");
const loaded = await loadConfig({
  DATABASE_URL: "mysql://twostep:opensesame@db.example/two-step",
  TWOSTEP_SECRET: secret,
  TWILIO_ACCOUNT_SID: `AC${"1".repeat(32)}`,
  TWILIO_AUTH_TOKEN: "open:sesame@1",
  TWILIO_API_KEY: `SK${"2".repeat(32)}`,
  TWILIO_API_SECRET: "sesame-2",
  TWILIO_PHONE_NUMBER: "+447700900123",
});
if (!loaded.ok) throw new Error(loaded.mistakes.join("\n"));
const { config } = loaded;

test("as text: one line for each setting, in the order of the table", () => {
  const names = configAsText(config)
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[0]);
  expect(names).toEqual(Object.keys(options));
});

test("as JSON: an object with every name, null where nothing is set", () => {
  expect(JSON.parse(configAsJson(config))).toMatchObject({
    PORT: 5000,
    TWOSTEP_COUNTRIES: ["GB"],
    TWOSTEP_LOGO: null,
    TWOSTEP_CODE_LIFETIME: 300,
    TWILIO_AUTH_TOKEN: "••••••••",
  });
});

test("neither shows a secret; of the database's address only the password is masked", () => {
  for (const shown of [configAsText(config), configAsJson(config)]) {
    expect(shown).not.toContain("sesame");
    expect(shown).not.toContain(secret);
    expect(shown).toContain("mysql://twostep:••••••••@db.example/two-step");
  }
});
