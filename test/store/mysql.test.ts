// The store on MariaDB, with what only happens where transactions run side by side.
import { sql } from "kysely";
import { createConnection } from "mysql2/promise";
import { describe, expect } from "vitest";
import type { Queries } from "../../src/store/store.ts";
import { changeUser } from "../../src/store/users.ts";
import { createDatabase } from "../helpers/mariadb.ts";
import { CONFORMANCE } from "./conformance.ts";
import { CONTENTION } from "./contention.ts";
import { INDEXES } from "./indexes.ts";
import { addUser, findUser, runList, type EngineSetup, type TestList } from "./kit.ts";

const MYSQL: EngineSetup = {
  openDatabase: createDatabase,
  unreachableUrl: "mysql://nobody@127.0.0.1:1/nothing",
  /** Two connections that want one row, the second of which does not wait. */
  async provokeTransientError(url) {
    const [holder, other] = [await createConnection(url), await createConnection(url)];
    try {
      await holder.query("create table if not exists busy (id integer primary key)");
      await holder.query("replace into busy values (1)");
      await holder.beginTransaction();
      await holder.query("select * from busy where id = 1 for update");
      await other.query("select * from busy where id = 1 for update nowait");
      return undefined;
    } catch (error) {
      return error;
    } finally {
      await holder.end();
      await other.end();
    }
  },
};

const MYSQL_ONLY: TestList = {
  "every connection reads what is committed, in UTC and strictly": async ({ store }) => {
    const read = sql<{ level: string; zone: string; mode: string; id: number }>`
      select @@tx_isolation as level, @@time_zone as zone, @@sql_mode as mode,
        connection_id() as id`;
    const all = await Promise.all(Array.from({ length: 10 }, () => read.execute(store.db)));
    const rows = all.map((result) => result.rows[0]);
    expect(new Set(rows.map((row) => row?.id)).size).toBeGreaterThan(1);
    for (const row of rows) {
      expect(row?.level).toBe("READ-COMMITTED");
      expect(row?.zone).toBe("+00:00");
      expect(row?.mode).toContain("STRICT_ALL_TABLES");
    }
  },

  "a text too long for its column is refused, not cut": async (kit) => {
    const user = await addUser(kit);
    await expect(changeUser(kit.store, user.id, { phone_sealed: "x".repeat(256) })).rejects.toThrow(
      "too long",
    );
  },

  "two transactions that block each other both commit": async (kit) => {
    const [one, two] = [await addUser(kit), await addUser(kit)];
    const bothHoldTheirFirst = barrier(2);
    let runs = 0;
    const changeInTurn = (first: string, second: string) =>
      kit.store.transaction(async (q: Queries) => {
        runs += 1;
        await changeUser(q, first, {});
        await bothHoldTheirFirst();
        await changeUser(q, second, {});
      });
    await Promise.all([changeInTurn(one.id, two.id), changeInTurn(two.id, one.id)]);
    expect(runs).toBe(3);
    for (const { username } of [one, two])
      expect((await findUser(kit.store, username)).generation).toBe(3);
  },
};

/** Lets everybody on as soon as `count` have come; later ones pass at once. */
function barrier(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let come = 0;
  return () => {
    come += 1;
    if (come === count) resolve();
    return promise;
  };
}

describe("the store on MariaDB", () => {
  runList({ ...MYSQL_ONLY, ...CONFORMANCE }, MYSQL);
});
describe("races on MariaDB", () => {
  runList(CONTENTION, MYSQL);
});
describe("queries on MariaDB", () => {
  runList(INDEXES, MYSQL);
});
