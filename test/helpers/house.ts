// Owns a whole Twostep for a test: a real database, the real outbox with the real Twilio library, and
// the phone in the box as Twilio, over HTTP.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../src/config/load.ts";
import { addUser } from "../../src/domain/user.ts";
import { listenPhone } from "../../src/phone/listen.ts";
import { createPhone } from "../../src/phone/phone.ts";
import { openTwostep, type Twostep } from "../../src/twostep.ts";
import { Browser } from "./browser-session.ts";
import { createDatabase } from "./mariadb.ts";

export const ENGINES = ["sqlite", "mysql"] as const;
export type Engine = (typeof ENGINES)[number];

export const ADA = { username: "ada", password: "analytical engine", phone: "+447700900123" };
export const GRACE = { username: "grace", password: "nanosecond of wire", phone: "+447700900456" };

export type House = Awaited<ReturnType<typeof startHouse>>;

/**
 * Starts everything, with the users ada and grace.
 *
 * @param settings - environment settings beside the usual ones, such as TWOSTEP_CODE_LENGTH.
 */
export async function startHouse(engine: Engine, settings: Readonly<Record<string, string>> = {}) {
  const database = await openDatabase(engine);
  const account = {
    accountSid: `AC${randomBytes(16).toString("hex")}`,
    authToken: randomBytes(16).toString("hex"),
    phoneNumber: "+447700900000",
  };
  const phone = await startPhone(account);
  const environment = {
    DATABASE_URL: database.url,
    TWOSTEP_SECRET: randomBytes(32).toString("base64"),
    TWILIO_ACCOUNT_SID: account.accountSid,
    TWILIO_AUTH_TOKEN: account.authToken,
    TWILIO_PHONE_NUMBER: account.phoneNumber,
    TWILIO_BASE_URL: phone.origin,
    ...settings,
  };
  const logLines: string[] = [];
  const write = (fields: object, message: string) => {
    logLines.push(JSON.stringify({ ...fields, message }, describeErrors));
  };
  const clockShift = { ms: 0 };
  const opened: Twostep[] = [];

  /** One more process on the same database, as far as one process can show it. MySQL only. */
  const openReplica = async (changes: Readonly<Record<string, string>> = {}): Promise<Twostep> => {
    const loaded = await loadConfig({ ...environment, ...changes }, { secret: true });
    if (!loaded.ok) throw new Error(loaded.mistakes.join("\n"));
    const log = { info: write, warn: write, error: write };
    const twostep = await openTwostep({ config: loaded.config, log, clockShift });
    await twostep.store.migrate();
    opened.push(twostep);
    return twostep;
  };

  const twostep = await openReplica();
  for (const user of [ADA, GRACE]) {
    const added = await addUser(twostep.domain, { ...user, isAdmin: false });
    if (!added.ok) throw new Error(added.message);
  }
  twostep.startWorkers();
  const origin = settings["TWOSTEP_ORIGIN"] ?? "http://localhost:5000";

  return {
    engine,
    origin,
    environment,
    twostep,
    phone,
    /** Everything that was logged, a JSON line each. */
    logLines,
    openReplica,
    /** A browser with its own cookies, on this replica or another. */
    openBrowser: (on: Twostep = twostep) => new Browser((request) => on.fetch(request), origin),
    /** Moves the database's clock on. */
    passTime(ms: number) {
      clockShift.ms += ms;
    },
    async close() {
      await Promise.all(opened.map((one) => one.close()));
      await phone.close();
      await database.drop();
    },
  };
}

async function openDatabase(engine: Engine): Promise<{ url: string; drop(): Promise<void> }> {
  if (engine === "mysql") return createDatabase();
  const folder = await mkdtemp(join(tmpdir(), "twostep-house-"));
  return {
    url: `sqlite:${join(folder, "twostep.db")}`,
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}

type Account = { accountSid: string; authToken: string; phoneNumber: string };
type PhoneText = { sid: string; to: string; body: string };

/** The phone in the box, and a way to await texts instead of polling for them. */
async function startPhone(account: Account) {
  const phone = createPhone(account);
  let arrivals: (() => void)[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const answer = await phone.fetch(request);
    if (request.method === "POST") {
      for (const notify of arrivals) notify();
      arrivals = [];
    }
    return answer;
  };
  const listening = await listenPhone({ ...phone, fetch }, { port: 0, host: "127.0.0.1" });
  const authorization = `Basic ${btoa(`${account.accountSid}:${account.authToken}`)}`;

  /** All texts to a number, the newest first, as Twilio lists them. */
  const texts = async (to: string): Promise<PhoneText[]> => {
    const url = new URL(
      `/2010-04-01/Accounts/${account.accountSid}/Messages.json`,
      listening.origin,
    );
    url.search = new URLSearchParams({ To: to, PageSize: "1000" }).toString();
    const answer = await phone.fetch(new Request(url, { headers: { authorization } }));
    return ((await answer.json()) as { messages: PhoneText[] }).messages;
  };

  /** Waits until a number has had this many texts, and gives the newest. */
  const waitForText = async (to: string, count = 1): Promise<PhoneText> => {
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      arrivals.push(resolve);
      const found = await texts(to);
      if (found[0] !== undefined && found.length >= count) return found[0];
      await promise;
    }
  };

  return {
    origin: listening.origin,
    account,
    texts,
    waitForText,
    /** The code in the newest text, once `count` texts have come. */
    async waitForCode(to: string, count = 1): Promise<string> {
      return codeIn((await waitForText(to, count)).body);
    },
    close: () => listening.close(),
  };
}

/** What a phone would fill in: the code after `#` in the last line. */
export function codeIn(body: string): string {
  const code = /#(\S+)$/.exec(body)?.[1];
  if (code === undefined) throw new Error(`no code in ${JSON.stringify(body)}`);
  return code;
}

/** A code that is certainly not this one. */
export const wrongCode = (code: string): string =>
  (code.startsWith("1") ? "2" : "1") + code.slice(1);

const describeErrors = (_key: string, value: unknown): unknown =>
  value instanceof Error ? `${value.name}: ${value.message}\n${value.stack}` : value;
