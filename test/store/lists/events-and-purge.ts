// What the store promises of events, and of deleting rows past their time.
import { expect } from "vitest";
import { newIdentifier } from "../../../src/primitives/identifier.ts";
import { insertEvent } from "../../../src/store/events.ts";
import { purgeBatch } from "../../../src/store/purge.ts";
import { addLogin, addSession, addUser, START, type Kit, type TestList } from "../kit.ts";

const DAY = 86_400_000;

const newEvent = (fields: object = {}) => ({
  id: newIdentifier(),
  name: "code-refused",
  outcome: "failure" as const,
  reason: "code-wrong",
  user_id: newIdentifier(),
  factor: "code" as const,
  address: "2001:db8:85a3:8d3:1319:8a2e:370:7348",
  browser: "😀".repeat(127),
  ...fields,
});

const idsOf = async ({ store }: Kit, ids: string[]): Promise<string[]> => {
  const rows = await store.db.selectFrom("events").select("id").where("id", "in", ids).execute();
  return rows.map(({ id }) => id).toSorted();
};

export const EVENTS_AND_PURGE: TestList = {
  "an event comes back as written, with the database's time": async ({ store, at }) => {
    const empty = { reason: null, user_id: null, factor: null, address: null, browser: null };
    for (const event of [newEvent(), newEvent(empty)]) {
      await insertEvent(at(START), event);
      const found = store.db.selectFrom("events").selectAll().where("id", "=", event.id);
      expect(await found.executeTakeFirst()).toEqual({ ...event, at: START });
    }
  },

  "rows are purged after their time, oldest first, a batch at a time": async (kit) => {
    while ((await purgeBatch(kit.at(START - DAY), "events", "at", 10 * DAY, 100)) > 0);
    const ids = [];
    for (const ms of [-4, -3, -2, -1, 0, 1]) {
      const event = newEvent();
      await insertEvent(kit.at(START - 10 * DAY + ms), event);
      ids.push(event.id);
    }
    const purge = (batch: number) => purgeBatch(kit.at(START), "events", "at", 10 * DAY, batch);
    expect(await purge(3)).toBe(3);
    expect(await idsOf(kit, ids)).toEqual(ids.slice(3).toSorted());
    expect(await purge(3)).toBe(1);
    expect(await idsOf(kit, ids)).toEqual(ids.slice(4).toSorted());
    expect(await purge(3)).toBe(0);
  },

  "each table is purged by its own age": async (kit) => {
    const user = await addUser(kit);
    await addLogin(kit, user);
    await addSession(kit, user, DAY);
    const later = kit.at(START + 400 * DAY);
    const tables = [
      ["pending_logins", "expires_at"],
      ["verifications", "expires_at"],
      ["sessions", "expires_at"],
      ["messages", "created_at"],
    ] as const;
    for (const [table, column] of tables) {
      expect(await purgeBatch(later, table, column, 0, 1000)).toBeGreaterThan(0);
      expect(await kit.store.db.selectFrom(table).select("id").execute()).toEqual([]);
    }
  },
};
