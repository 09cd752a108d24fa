// G22: replicas that start at once, on an empty database or on one whose migration died anywhere, end
// with one right schema.
import { sql } from "kysely";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/store.ts";
import { ENGINES, type Engine } from "../helpers/house.ts";
import { createDatabase } from "../helpers/mariadb.ts";
import { startServerProcess } from "../helpers/server-process.ts";

const ROUNDS = [1, 2];

type Database = Awaited<ReturnType<typeof createDatabase>>;

describe.each(ENGINES)("G22 on %s", (engine) => {
  const databases: Database[] = [];
  let right: unknown;
  let names: string[];
  const emptyDatabase = async (): Promise<Database> => {
    const database = engine === "mysql" ? await createDatabase() : await emptyFile();
    databases.push(database);
    return database;
  };
  beforeAll(async () => {
    const { url } = await emptyDatabase();
    await withStore(url, async (store) => {
      names = [...(await store.migrate())];
      right = await describeSchema(store, engine);
    });
  });
  afterAll(async () => void (await Promise.all(databases.map((database) => database.drop()))));

  /** Starts as many servers at once; each must be able to serve. */
  async function startAtOnce(url: string, count: number): Promise<void> {
    const starting = Array.from({ length: count }, () => startServerProcess(environment(url)));
    const started = await Promise.allSettled(starting);
    const servers = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const ready = await Promise.all(servers.map((server) => server.openBrowser().get("/readyz")));
    await Promise.all(servers.map((server) => server.end("SIGTERM")));
    for (const one of started) if (one.status === "rejected") throw one.reason;
    for (const answer of ready) expect(answer.status).toBe(200);
  }
  const inspect = (url: string) =>
    withStore(url, async (store) => ({
      schema: await describeSchema(store, engine),
      missing: await store.migrate(),
    }));

  test.each(ROUNDS)("three replicas start at once on an empty database, round %i", async () => {
    const { url } = await emptyDatabase();
    await startAtOnce(url, 3);
    expect(await inspect(url)).toEqual({ schema: right, missing: [] });
  });

  test("two replicas start at once on a database whose migration died half-way", async () => {
    const { url } = await emptyDatabase();
    await withStore(url, async (store) => {
      await store.migrate();
      await goBack(store, engine, names, Math.floor(names.length / 2));
    });
    await startAtOnce(url, 2);
    expect(await inspect(url)).toEqual({ schema: right, missing: [] });
  });

  test("a migration that died after any of its statements is carried on", async () => {
    expect(names.length).toBeGreaterThan(5);
    const { url } = await emptyDatabase();
    await withStore(url, (store) => store.migrate());
    for (let kept = 0; kept < names.length; kept += 1) {
      await withStore(url, async (store) => {
        await goBack(store, engine, names, kept);
        // The statement was carried out, and the process died before it could say so.
        expect(await store.migrate()).toEqual(names.slice(kept));
        await sql`delete from kysely_migration where name >= ${names[kept]}`.execute(store.db);
      });
      const stores = await Promise.all(
        Array.from({ length: engine === "mysql" ? 3 : 1 }, () => openStore(url)),
      );
      await Promise.all(stores.map((store) => store.migrate()));
      await Promise.all(stores.map((store) => store.close()));
      expect(await inspect(url)).toEqual({ schema: right, missing: [] });
    }
  });
});

async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(url);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const TABLES = ["users", "pending_logins", "verifications", "sessions", "messages", "events"];

/** Undoes all migrations but the first few: tables and indexes are gone, and nothing is on record. */
async function goBack(store: Store, engine: Engine, names: string[], kept: number): Promise<void> {
  const made = await namesOfMade(store, engine, names);
  for (const { kind, name } of made.slice(kept).toReversed())
    await sql.raw(`drop ${kind} if exists ${name}`).execute(store.db);
  await sql`delete from kysely_migration where name >= ${names[kept]}`.execute(store.db);
}

/** What each migration makes, in their order: a table each, and on SQLite its indexes one by one. */
async function namesOfMade(store: Store, engine: Engine, names: string[]) {
  if (engine === "mysql") return TABLES.map((name) => ({ kind: "table", name }));
  const { rows } = await sql<{ kind: string; name: string }>`
    select type as kind, name from sqlite_master
    where sql is not null and name not like 'kysely%' order by rowid`.execute(store.db);
  return rows.slice(0, names.length);
}

/** Tables, columns and indexes as the engine tells them, in an order of their own. */
async function describeSchema({ db }: Store, engine: Engine): Promise<unknown> {
  if (engine === "sqlite")
    return (
      await sql`select type, name, tbl_name, sql from sqlite_master order by name`.execute(db)
    ).rows;
  const read = async (from: string, columns: string) =>
    (
      await sql
        .raw(
          `select ${columns} from information_schema.${from}
          where table_schema = database() order by ${columns}`,
        )
        .execute(db)
    ).rows;
  return [
    await read("tables", "table_name, engine, table_collation"),
    await read("columns", "table_name, ordinal_position, column_name, column_type, is_nullable"),
    await read("statistics", "table_name, index_name, seq_in_index, column_name, non_unique"),
  ];
}

async function emptyFile(): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), "twostep-empty-"));
  const drop = () => rm(folder, { recursive: true, force: true });
  return { url: `sqlite:${join(folder, "twostep.db")}`, drop };
}

const environment = (url: string) => ({
  DATABASE_URL: url,
  TWOSTEP_SECRET: randomBytes(32).toString("base64"),
  TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString("hex")}`,
  TWILIO_AUTH_TOKEN: randomBytes(16).toString("hex"),
  TWILIO_PHONE_NUMBER: "+447700900000",
  TWILIO_BASE_URL: "http://127.0.0.1:9",
});
