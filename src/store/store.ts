// Owns the database: opening it, transactions that are tried again, closing it. No rules live here.
import { Kysely, sql, type RawBuilder } from "kysely";
import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Engine } from "./dialects/engine.ts";
import { migrate } from "./migrations/migrate.ts";
import type { Tables } from "./records.ts";

const LONGEST_MS = 6000;
const FIRST_PAUSE_MS = 5;

/** What every query needs: a connection or transaction, and the database's clock as SQL. */
export type Queries = {
  readonly db: Kysely<Tables>;
  readonly now: () => RawBuilder<number>;
};

export type Store = Queries & {
  readonly engine: Engine["name"];
  /** Creates or updates the tables; safe to run in several processes at once. */
  migrate(): Promise<readonly string[]>;
  /**
   * Runs `work` in one transaction and again from its start when the database asks for it.
   * Nothing slow may be awaited inside: on SQLite the whole process waits meanwhile.
   *
   * @param retryDuplicates - also run again when a unique key refused a row: two were racing.
   */
  transaction<T>(work: (q: Queries) => Promise<T>, retryDuplicates?: boolean): Promise<T>;
  /** Answers when the database does; throws otherwise. */
  ping(): Promise<void>;
  isDuplicate(error: unknown): boolean;
  isUnavailable(error: unknown): boolean;
  close(): Promise<void>;
};

/** For tests: how far the database's clock is to be moved on. */
export type ClockShift = { ms: number };

/**
 * Opens the database named by DATABASE_URL. Nothing is connected before the first query.
 *
 * @param databaseUrl - `sqlite:path`, `sqlite::memory:` or `mysql://…`.
 * @param shift - moves the database's clock, in tests only.
 */
export async function openStore(databaseUrl: string, shift?: ClockShift): Promise<Store> {
  const engine = await openEngine(databaseUrl);
  const db = new Kysely<Tables>({ dialect: engine.dialect });
  const now = (): RawBuilder<number> =>
    shift === undefined ? engine.now : sql<number>`(${engine.now} + ${sql.lit(shift.ms)})`;

  return {
    db,
    now,
    engine: engine.name,
    migrate: () => migrate(db, engine),
    async transaction(work, retryDuplicates = false) {
      const begun = performance.now();
      for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
        try {
          return await db.transaction().execute((tx) => work({ db: tx, now }));
        } catch (error) {
          const isWorthIt =
            engine.isTransient(error) || (retryDuplicates && engine.isDuplicate(error));
          if (!isWorthIt || performance.now() - begun > LONGEST_MS) throw error;
          await wait(Math.min(pause, 200) * (0.5 + jitter()));
        }
      }
    },
    async ping() {
      await sql`select 1`.execute(db);
    },
    isDuplicate: (error) => engine.isDuplicate(error),
    isUnavailable: (error) => engine.isUnavailable(error) || engine.isTransient(error),
    close: () => db.destroy(),
  };
}

async function openEngine(databaseUrl: string): Promise<Engine> {
  if (databaseUrl.startsWith("sqlite:")) {
    const { sqliteEngine } = await import("./dialects/sqlite.ts");
    return sqliteEngine(databaseUrl.slice("sqlite:".length));
  }
  const { mysqlEngine } = await import("./dialects/mysql.ts");
  return mysqlEngine(databaseUrl);
}

/** A share of 0 to 1, so that two who collided do not meet again. */
const jitter = (): number => randomInt(1000) / 1000;
