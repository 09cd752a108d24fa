// Owns the queries on `pending_logins`.
import type { PendingLoginRecord, Tables } from "./records.ts";
import type { Queries } from "./store.ts";
import { fromNow } from "./time.ts";

export async function insertPendingLogin(
  q: Queries,
  login: Omit<PendingLoginRecord, "created_at" | "expires_at">,
  lifetimeMs: number,
): Promise<void> {
  await q.db
    .insertInto("pending_logins")
    .values({
      ...login,
      created_at: q.now(),
      expires_at: fromNow(q, lifetimeMs),
    })
    .execute();
}

/**
 * The pending login of a token with its verification and its user, and the database's time.
 *
 * Finds nothing once the user's generation has moved on or the user is disabled (G8). An expired or
 * ended verification is found: the caller has to say so to the visitor.
 */
export const findPendingLogin = (q: Queries, tokenHash: string) =>
  q.db
    .selectFrom("pending_logins as p")
    .innerJoin("verifications as v", "v.pending_login_id", "p.id")
    .innerJoin("users as u", "u.id", "p.user_id")
    .select([
      "p.id",
      "p.user_id",
      "p.generation",
      "p.return_to",
      "v.id as verification_id",
      "v.key_id",
      "v.issue",
      "v.guesses",
      "v.messages",
      "v.phone_sealed",
      "v.expires_at",
      "v.ended_as",
      "u.username",
      "u.wrong_codes",
      "u.codes_paused_until",
      q.now().as("now"),
    ])
    .where("p.token_hash", "=", tokenHash)
    .whereRef("u.generation", "=", "p.generation")
    .where("u.disabled_at", "is", null)
    .executeTakeFirst();

export type PendingLogin = NonNullable<Awaited<ReturnType<typeof findPendingLogin>>>;

/** @returns whether it was still there. */
export async function deletePendingLogin(
  q: Queries,
  by: { id: string } | { token_hash: string },
): Promise<boolean> {
  const [column, value] = Object.entries(by)[0] as [keyof Tables["pending_logins"], string];
  const result = await q.db
    .deleteFrom("pending_logins")
    .where(column, "=", value)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

export async function deletePendingLoginsOf(q: Queries, userId: string): Promise<void> {
  await q.db.deleteFrom("pending_logins").where("user_id", "=", userId).execute();
}

/** Lets a pending login live as long as its renewed verification. */
export async function extendPendingLogin(
  q: Queries,
  id: string,
  lifetimeMs: number,
): Promise<void> {
  await q.db
    .updateTable("pending_logins")
    .set({ expires_at: fromNow(q, lifetimeMs) })
    .where("id", "=", id)
    .execute();
}
