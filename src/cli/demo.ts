// Owns `twostep demo`: login site, phone in the box and one demo user, on this machine only.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readEnvironment } from "../config/environment.ts";
import { Failure } from "./failure.ts";
import { openLog } from "./log.ts";
import { readConfig, waitForSignal } from "./open.ts";
import { startPhone } from "./phone.ts";
import { startServer } from "./serve.ts";

const FOLDER = "data";
const FILE = `${FOLDER}/demo.json`;
const DATABASE = `sqlite:${FOLDER}/demo.db`;
const USER = { username: "ada", password: "analytical engine", phone: "+447700900123" };

export async function demo(): Promise<void> {
  const config = await readConfig({ secret: true, provider: true }, demoEnvironment());
  if (!/^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(config.origin))
    throw new Failure(
      "The demo is for this machine only. Unset TWOSTEP_ORIGIN, or use: twostep serve",
    );
  if (!config.databaseUrl.startsWith("sqlite:"))
    throw new Failure(
      "The demo adds a user whose password everybody knows, so it keeps to SQLite. Unset DATABASE_URL, or use: twostep serve",
    );
  const phone = await startPhone(config);
  const server = await startServer(config, openLog("warn")).catch(async (error: unknown) => {
    await phone.close();
    throw error;
  });
  const { users } = server.twostep;
  if (!(await users.show(USER.username)).ok) {
    const added = await users.add({ ...USER, isAdmin: true });
    if (!added.ok) throw new Failure(added.message);
  }

  process.stdout.write(`
  Twostep is running on this machine.

    1  Sign in at        ${config.origin}
       username          ${USER.username}
       password          ${USER.password}

    2  Read the code at  http://localhost:${phone.port}
       the phone         ${USER.phone}

  The phone speaks Twilio's API: account ${config.twilio?.accountSid}, token in ${FILE}.
  Everything is kept in ${FOLDER}/. Ctrl-C stops it.

`);
  await waitForSignal();
  await server.stop();
  await phone.close();
}

/** The demo's own settings, under whatever is set outside. */
function demoEnvironment(): Record<string, string | undefined> {
  const outside = readEnvironment();
  const phonePort = outside["TWOSTEP_PHONE_PORT"] ?? "5001";
  return {
    ...keptSettings(),
    DATABASE_URL: DATABASE,
    TWILIO_PHONE_NUMBER: "+447700900000",
    ...outside,
    HOST: "127.0.0.1",
    TWILIO_BASE_URL: `http://127.0.0.1:${phonePort}`,
  };
}

/** Made at the first start and kept, so that what was signed and hashed stays good. */
function keptSettings(): Record<string, string> {
  if (existsSync(FILE)) return JSON.parse(readFileSync(FILE, "utf8")) as Record<string, string>;
  const settings = {
    TWOSTEP_SECRET: randomBytes(32).toString("base64"),
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString("hex")}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString("hex"),
  };
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  writeFileSync(FILE, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  return settings;
}
