// G18 with real processes: after logins, failures, commands and an outage of the tables, neither the
// database (read as rows and as raw bytes) nor anything a process wrote holds a secret.
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hashToken } from "../../src/primitives/secret.ts";
import type { Browser } from "../helpers/browser-session.ts";
import { ENGINES, startHouse, wrongCode, type House } from "../helpers/house.ts";
import { startServerProcess, type ServerProcess } from "../helpers/server-process.ts";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");
const PHONES = ["+447700900777", "+447700900778"] as const;
const PASSWORDS = [
  "forty-two turtles",
  "forty-three turtles",
  "tortoise all the way down",
] as const;

describe.each(ENGINES)("G18 on %s", (engine) => {
  let house: House;
  let server: ServerProcess;
  const written: string[] = [];
  const secrets = new Set<string>(PASSWORDS);
  // Ten digits do not turn up by chance in a dump full of times and hashes.
  beforeAll(async () => {
    house = await startHouse(engine, { TWOSTEP_CODE_LENGTH: "10" });
    server = await startServerProcess(house.environment);
  });
  afterAll(async () => {
    await server.end("SIGKILL");
    await house.close();
  });

  const command = async (args: string[], input = ""): Promise<void> => {
    const { PATH } = process.env;
    const { promise, resolve } = Promise.withResolvers<string>();
    const env = { PATH, ...house.environment };
    const child = execFile(process.execPath, [MAIN, ...args], { env }, (_error, out, err) =>
      resolve(`${out}\n${err}`),
    );
    child.stdin?.end(input);
    written.push(await promise);
  };
  const keepCookies = (browser: Browser): void => {
    for (const [name, value] of browser.cookies) if (!name.endsWith("typed")) secrets.add(value);
  };
  const open = (): Browser => server.openBrowser();

  test("no secret lies in the database, the log or the output of a command", async () => {
    await command(["user", "add", "zoe", "--phone", PHONES[0], "--password-stdin"], PASSWORDS[0]);
    await command(["user", "add", "zoe", "--phone", PHONES[0], "--password-stdin"], PASSWORDS[0]);
    await command(
      ["user", "add", "mia", "--phone", "07700900777", "--password-stdin"],
      PASSWORDS[0],
    );
    const looks = [
      ["user", "list"],
      ["user", "show", "zoe", "--json"],
      ["config", "--json"],
    ];
    await Promise.all(looks.map((args) => command(args)));

    const typed = { username: "zoe", password: PASSWORDS[0] };
    await open().submit("/check-user", { ...typed, password: PASSWORDS[1] });
    await open().submit("/check-user", { username: PASSWORDS[1], password: PASSWORDS[1] });
    await open().call("/check-user", { ...typed, extra: PASSWORDS[1] });
    await open().call("/check-user", { username: "zoe", password: { text: PASSWORDS[1] } });
    await open().get(`/login?password=${encodeURIComponent(PASSWORDS[1])}`);
    await open().get(`/${encodeURIComponent(PHONES[0])}`, { "user-agent": "Mozilla/5.0" });

    const browser = open();
    await browser.submit("/check-user", typed);
    keepCookies(browser);
    const code = await house.phone.waitForCode(PHONES[0]);
    secrets.add(code).add(wrongCode(code));
    await browser.submit("/check-code", { code: wrongCode(code) });
    await browser.submit("/resend", { channel: "sms" });
    await house.phone.waitForCode(PHONES[0], 2);
    await browser.get("/verify");
    await browser.get(`/verify?code=${code}`);

    await failing("verifications", () => browser.submit("/check-code", { code }));
    await failing("events", () => open().submit("/check-user", typed));
    await failing("users", () => command(["user", "set-phone", "zoe", PHONES[1]]));

    await browser.submit("/check-code", { code });
    keepCookies(browser);
    expect((await browser.call("/")).json).toEqual({ state: "signed-in", user: "zoe" });
    await browser.submit("/check-user", typed);
    keepCookies(browser);
    secrets.add(await house.phone.waitForCode(PHONES[0], 3));
    await browser.submit("/logout");
    await command(["user", "set-phone", "zoe", PHONES[1]]);
    await command(["user", "set-password", "zoe", "--password-stdin"], PASSWORDS[2]);
    await command(["user", "disable", "zoe"]);
    await server.end("SIGTERM");
    written.push(server.output(), house.logLines.join("\n"));

    for (const number of PHONES) for (const spelling of spellings(number)) secrets.add(spelling);
    const stored = await storedForms(house, secrets);
    const { TWOSTEP_SECRET, TWILIO_AUTH_TOKEN } = house.environment;
    secrets.add(TWOSTEP_SECRET).add(TWILIO_AUTH_TOKEN);
    const everything = secrets.union(new Set([...secrets].map(encodeURIComponent)));
    expect(everything.size).toBeGreaterThan(20);

    const output = written.join("\n");
    expect(output).toContain("/check-code");
    expect(output).toContain("a request failed");
    expect(found(output, everything.union(stored))).toEqual([]);
    const dump = await dumpRows(house);
    expect(dump).toContain('"username":"zoe"');
    expect(found(dump, everything)).toEqual([]);
    const bytes = await readFiles(house);
    if (engine === "sqlite") expect(bytes).toContain("user-disabled");
    expect(found(bytes, everything)).toEqual([]);
  });

  /** Runs `work` while a table is not where it should be. */
  async function failing(table: string, work: () => Promise<unknown>): Promise<void> {
    const { db } = house.twostep.store;
    await sql`alter table ${sql.table(table)} rename to elsewhere`.execute(db);
    await work();
    await sql`drop table if exists ${sql.table(table)}`.execute(db);
    await sql`alter table elsewhere rename to ${sql.table(table)}`.execute(db);
  }
});

const found = (text: string, secrets: ReadonlySet<string>): string[] =>
  [...secrets].filter((secret) => text.includes(secret));

/** What stands for a secret in the database: no use to a thief, and no business of the log either. */
async function storedForms({ twostep }: House, tokens: ReadonlySet<string>): Promise<Set<string>> {
  const users = await twostep.store.db.selectFrom("users").selectAll().execute();
  const verifications = await twostep.store.db.selectFrom("verifications").selectAll().execute();
  return new Set([
    ...[...tokens].map(hashToken),
    ...users.map(({ password_hash }) => password_hash),
    ...[...users, ...verifications].flatMap((row) => [row.phone_sealed, row.phone_index]),
  ]);
}

/** A British number as people, programs and files write it. */
const spellings = (number: string): string[] => {
  const national = number.slice(3);
  const [, a = "", b = "", c = ""] = /^(\d{4})(\d{3})(\d{3})$/.exec(national) ?? [];
  return [national, `0${national}`, `${a} ${b}${c}`, `${a} ${b} ${c}`, `${a}-${b}-${c}`].concat(
    Buffer.from(number).toString("base64"),
    Buffer.from(number).toString("hex"),
  );
};

/** Every row of every table, whatever it is called. */
async function dumpRows({ twostep }: House): Promise<string> {
  const { db } = twostep.store;
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  const rows = await Promise.all(
    tables.map(({ name }) => sql`select * from ${sql.table(name)}`.execute(db)),
  );
  return JSON.stringify(rows.map((result) => result.rows));
}

/** On SQLite what is deleted may still lie in the file or its log. */
async function readFiles({ environment, engine }: House): Promise<string> {
  if (engine === "mysql") return "";
  const folder = dirname(environment.DATABASE_URL.slice("sqlite:".length));
  const files = (await readdir(folder)).map((name) => readFile(join(folder, name), "latin1"));
  return (await Promise.all(files)).join("\n");
}
