// Owns the queries on `verifications`. Counters and flags change by one conditional UPDATE each, and
// the number of changed rows decides; nothing is read first and written later.
import { sql } from "kysely";
import type { Purpose, VerificationEnd, VerificationRecord } from "./records.ts";
import type { Queries } from "./store.ts";
import { fromNow } from "./time.ts";

export type NewVerification = Pick<
  VerificationRecord,
  "id" | "pending_login_id" | "user_id" | "purpose" | "key_id" | "phone_sealed" | "phone_index"
>;

/** Fails with a duplicate key while another one lives for the same user and purpose (G6). */
export async function insertVerification(
  q: Queries,
  verification: NewVerification,
  lifetimeMs: number,
): Promise<void> {
  await q.db
    .insertInto("verifications")
    .values({
      ...verification,
      live_key: liveKey(verification.user_id, verification.purpose),
      issue: 1,
      guesses: 0,
      messages: 1,
      created_at: q.now(),
      expires_at: fromNow(q, lifetimeMs),
      ended_as: null,
    })
    .execute();
}

/**
 * Counts one guess, before it is compared.
 *
 * @returns false when no guess is left or the verification has ended or expired.
 */
export async function countGuess(q: Queries, id: string, most: number): Promise<boolean> {
  const result = await q.db
    .updateTable("verifications")
    .set({ guesses: sql`guesses + 1` })
    .where("id", "=", id)
    .where("ended_as", "is", null)
    .where("guesses", "<", most)
    .where("expires_at", ">", q.now())
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** What a guess is compared with; read on the connection that counted it. */
export const findVerification = (q: Queries, id: string) =>
  q.db
    .selectFrom("verifications")
    .select(["issue", "key_id", "guesses", "ended_as", "expires_at", q.now().as("now")])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();

/** @returns false when it had ended before: somebody else spent it (G1). */
export async function endVerification(
  q: Queries,
  id: string,
  as: VerificationEnd,
): Promise<boolean> {
  const result = await q.db
    .updateTable("verifications")
    .set({ ended_as: as, live_key: null })
    .where("id", "=", id)
    .where("ended_as", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Ends whatever lives for a user and purpose, to make room for the next or to stop at all. */
export async function endLiveVerification(
  q: Queries,
  userId: string,
  purpose: Purpose,
  as: VerificationEnd,
): Promise<void> {
  await q.db
    .updateTable("verifications")
    .set({ ended_as: as, live_key: null })
    .where("live_key", "=", liveKey(userId, purpose))
    .execute();
}

/** Ends the verification of the pending login with this token, if there is one. */
export async function endVerificationOfLogin(
  q: Queries,
  tokenHash: string,
  as: VerificationEnd,
): Promise<void> {
  await q.db
    .updateTable("verifications")
    .set({ ended_as: as, live_key: null })
    .where("ended_as", "is", null)
    .where("pending_login_id", "=", (query) =>
      query.selectFrom("pending_logins").select("id").where("token_hash", "=", tokenHash),
    )
    .execute();
}

export type ResendRule = {
  readonly mostMessages: number;
  /** With less life left than this, the next code is issued. */
  readonly renewBelowMs: number;
  readonly lifetimeMs: number;
};

/**
 * Takes one more message from a live verification: of the same code while enough of its life is
 * left, otherwise of the next one, whose life begins anew. Guesses stay counted (G5).
 *
 * @returns what was done, or undefined when no message is left or nothing lives.
 */
export async function takeMessage(
  q: Queries,
  id: string,
  rule: ResendRule,
): Promise<"same-code" | "next-code" | undefined> {
  const live = q.db
    .updateTable("verifications")
    .where("id", "=", id)
    .where("ended_as", "is", null)
    .where("messages", "<", rule.mostMessages);
  const same = await live
    .set({ messages: sql`messages + 1` })
    .where("expires_at", ">=", fromNow(q, rule.renewBelowMs))
    .executeTakeFirst();
  if (same.numUpdatedRows > 0n) return "same-code";
  const next = await live
    .set({
      messages: sql`messages + 1`,
      issue: sql`issue + 1`,
      expires_at: fromNow(q, rule.lifetimeMs),
    })
    .where("expires_at", "<", fromNow(q, rule.renewBelowMs))
    .where("expires_at", ">", q.now())
    .executeTakeFirst();
  return next.numUpdatedRows > 0n ? "next-code" : undefined;
}

const liveKey = (userId: string, purpose: Purpose): string => `${userId}:${purpose}`;
