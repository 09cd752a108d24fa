// Owns the queries on `sessions`.
import type { SessionRecord } from "./records.ts";
import type { Queries } from "./store.ts";
import { ago, fromNow } from "./time.ts";

export async function insertSession(
  q: Queries,
  session: Pick<SessionRecord, "id" | "token_hash" | "user_id" | "generation">,
  lifetimeMs: number,
): Promise<void> {
  await q.db
    .insertInto("sessions")
    .values({
      ...session,
      created_at: q.now(),
      seen_at: q.now(),
      expires_at: fromNow(q, lifetimeMs),
    })
    .execute();
}

/**
 * The live session of a token, with its user.
 *
 * @param idleMs - a session not seen for this long is not found.
 */
export const findSession = (q: Queries, tokenHash: string, idleMs: number) =>
  q.db
    .selectFrom("sessions as s")
    .innerJoin("users as u", "u.id", "s.user_id")
    .select(["s.id", "s.user_id", "s.seen_at", "u.username", "u.is_admin", q.now().as("now")])
    .where("s.token_hash", "=", tokenHash)
    .whereRef("s.generation", "=", "u.generation")
    .where("u.disabled_at", "is", null)
    .where("s.expires_at", ">", q.now())
    .where("s.seen_at", ">", ago(q, idleMs))
    .executeTakeFirst();

export async function touchSession(q: Queries, id: string): Promise<void> {
  await q.db.updateTable("sessions").set({ seen_at: q.now() }).where("id", "=", id).execute();
}

/** @returns the user whose session it was, if it was one. */
export async function deleteSession(q: Queries, tokenHash: string): Promise<string | undefined> {
  const session = await q.db
    .selectFrom("sessions")
    .select("user_id")
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
  if (session === undefined) return undefined;
  const result = await q.db
    .deleteFrom("sessions")
    .where("token_hash", "=", tokenHash)
    .executeTakeFirst();
  return result.numDeletedRows > 0n ? session.user_id : undefined;
}

export async function deleteSessionsOf(q: Queries, userId: string): Promise<void> {
  await q.db.deleteFrom("sessions").where("user_id", "=", userId).execute();
}
