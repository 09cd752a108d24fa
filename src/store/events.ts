// Owns the queries on `events`, the audit log: lines are added and, after their time, purged.
import type { EventRecord } from "./records.ts";
import type { Queries } from "./store.ts";

export async function insertEvent(q: Queries, event: Omit<EventRecord, "at">): Promise<void> {
  await q.db
    .insertInto("events")
    .values({ ...event, at: q.now() })
    .execute();
}
