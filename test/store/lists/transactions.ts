// What the store promises as a whole: its tables, its transactions, its errors, and any text.
import { sql } from "kysely";
import { expect } from "vitest";
import { newIdentifier } from "../../../src/primitives/identifier.ts";
import { insertEvent } from "../../../src/store/events.ts";
import { findPendingLogin, insertPendingLogin } from "../../../src/store/pending-logins.ts";
import { openStore, type Queries } from "../../../src/store/store.ts";
import { findUserByName, insertUser } from "../../../src/store/users.ts";
import { insertVerification } from "../../../src/store/verifications.ts";
import { addUser, findUser, hash, newUser, newVerification, type TestList } from "../kit.ts";

const HOSTILE = [
  "😀".repeat(64),
  "𝒳".repeat(63) + "é",
  `'"\`;--/*\\\\%_?:$1{}`,
  "'; drop table users; --",
  "a\u0000b",
  "\u202Eevil\u2066\u200B",
  "line\r\nline\ttab\u001b[31m",
  "null",
  "0x41",
];

export const TRANSACTIONS: TestList = {
  "migrating again carries nothing out": async ({ store, url }) => {
    expect(await store.migrate()).toEqual([]);
    const other = store.engine === "mysql" ? await openStore(url) : store;
    expect(await other.migrate()).toEqual([]);
    if (other !== store) await other.close();
  },

  "the database's clock is whole milliseconds since 1970, UTC": async ({ store }) => {
    const { rows } = await sql<{ now: number }>`select ${store.now()} as now`.execute(store.db);
    expect(Number.isInteger(rows[0]?.now)).toBe(true);
    expect(Math.abs((rows[0]?.now ?? 0) - Date.now())).toBeLessThan(5000);
  },

  "the clock moves as a test wants": async ({ url, setup, store }) => {
    const shift = { ms: 0 };
    const database = store.engine === "mysql" ? { url } : await setup.openDatabase();
    const moved = await openStore(database.url, shift);
    const read = async (): Promise<number> =>
      (await sql<{ now: number }>`select ${moved.now()} as now`.execute(moved.db)).rows[0]!.now;
    const before = await read();
    shift.ms = 86_400_000;
    expect((await read()) - before).toBeGreaterThanOrEqual(86_400_000);
    await moved.close();
  },

  "a transaction that throws leaves nothing": async (kit) => {
    const { store } = kit;
    const user = newUser();
    const failed = store.transaction(async (q) => {
      await insertUser(q, user);
      expect(await findUserByName(q, user.username)).toBeDefined();
      throw new RangeError("changed my mind");
    });
    await expect(failed).rejects.toThrow(RangeError);
    expect(await findUserByName(store, user.username)).toBeUndefined();
  },

  "a transaction begins anew after a passing error, and commits once": async (kit) => {
    const { store, setup, url } = kit;
    const error = await setup.provokeTransientError(url);
    const user = newUser();
    let runs = 0;
    const result = await store.transaction(async (q) => {
      await insertUser(q, user);
      runs += 1;
      if (runs < 3) throw error;
      return "done";
    });
    expect([result, runs]).toEqual(["done", 3]);
    expect(await findUser(store, user.username)).toMatchObject({ id: user.id });
  },

  "a transaction gives up at last, and says why": async ({ store, setup, url }) => {
    const error = await setup.provokeTransientError(url);
    let runs = 0;
    const work = async (): Promise<never> => {
      runs += 1;
      throw error;
    };
    await expect(store.transaction(work)).rejects.toBe(error);
    expect(runs).toBeGreaterThan(1);
    expect(store.isUnavailable(error)).toBe(true);
  },

  "a duplicate is tried again only when that was asked for": async (kit) => {
    const taken = await addUser(kit);
    let runs = 0;
    const work = async (q: Queries): Promise<void> => {
      runs += 1;
      await insertUser(q, runs === 1 ? newUser(taken.username) : newUser());
    };
    await expect(kit.store.transaction(work)).rejects.toSatisfy((error) =>
      kit.store.isDuplicate(error),
    );
    expect(runs).toBe(1);
    runs = 0;
    await kit.store.transaction(work, true);
    expect(runs).toBe(2);
  },

  "a mistake of ours is neither passing nor an outage": async ({ store }) => {
    let runs = 0;
    const failed = store.transaction(async (q) => {
      runs += 1;
      await sql`select nothing from nowhere`.execute(q.db);
    });
    const error = await failed.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect([runs, store.isUnavailable(error), store.isDuplicate(error)]).toEqual([1, false, false]);
  },

  "a database that cannot be reached is an outage": async ({ setup }) => {
    const away = await openStore(setup.unreachableUrl);
    const error = await away.ping().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(away.isUnavailable(error)).toBe(true);
    await away.close();
  },

  "an open database answers": async ({ store }) => {
    await expect(store.ping()).resolves.toBeUndefined();
  },

  "any text comes back as it was, to the last byte": async (kit) => {
    for (const text of HOSTILE) {
      const user = await addUser(kit, text);
      expect((await findUser(kit.store, text)).username).toBe(text);
      const login = { id: newIdentifier(), token_hash: hash(), user_id: user.id, generation: 1 };
      await insertPendingLogin(kit.store, { ...login, return_to: text }, 1000);
      await insertVerification(kit.store, newVerification(user, login.id), 1000);
      expect(await findPendingLogin(kit.store, login.token_hash)).toMatchObject({
        return_to: text,
        username: text,
      });
      const event = { id: newIdentifier(), name: "x", outcome: "success", reason: null } as const;
      const rest = { user_id: null, factor: null, address: null, browser: text };
      await insertEvent(kit.store, { ...event, ...rest });
      const found = kit.store.db.selectFrom("events").select("browser").where("id", "=", event.id);
      expect((await found.executeTakeFirst())?.browser).toBe(text);
    }
  },
};
