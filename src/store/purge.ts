// Owns deleting rows that are past their use, in batches so small that nobody waits for them.
import type { Tables } from "./records.ts";
import type { Queries } from "./store.ts";
import { ago } from "./time.ts";

/** The columns that tell a row's age, by table. */
type AgeColumn = {
  pending_logins: "expires_at";
  verifications: "expires_at";
  sessions: "expires_at";
  messages: "created_at";
  events: "at";
};
export type PurgeableTable = keyof AgeColumn & keyof Tables;

/**
 * Deletes up to `batch` rows of one table whose time lies more than `keepMs` back.
 *
 * The ids are read first and deleted one list at a time: MySQL knows no LIMIT in a subquery and
 * SQLite none in DELETE, and a row once expired stays so.
 *
 * @returns how many were deleted; fewer than `batch` when none is left.
 */
export async function purgeBatch<T extends PurgeableTable>(
  q: Queries,
  table: T,
  column: AgeColumn[T],
  keepMs: number,
  batch: number,
): Promise<number> {
  // Kysely cannot follow a table that is a type parameter; the pair is checked by AgeColumn.
  const [from, age] = [table as "sessions", column as "expires_at"];
  const rows = await q.db
    .selectFrom(from)
    .select("id")
    .where(age, "<", ago(q, keepMs))
    .orderBy(age)
    .limit(batch)
    .execute();
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.id);
  await q.db.deleteFrom(from).where("id", "in", ids).execute();
  return ids.length;
}
