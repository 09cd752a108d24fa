// Owns the queries on `messages`, the outbox. A worker owns a message by having moved it from
// `queued` to `sending` in one conditional UPDATE (G11).
import { sql } from "kysely";
import type { MessageRecord, MessageStatus } from "./records.ts";
import type { Queries } from "./store.ts";
import { fromNow } from "./time.ts";

export async function insertMessage(
  q: Queries,
  message: Pick<MessageRecord, "id" | "verification_id" | "issue" | "channel">,
): Promise<void> {
  await q.db
    .insertInto("messages")
    .values({
      ...message,
      status: "queued",
      provider_sid: null,
      error_code: null,
      attempts: 0,
      due_at: q.now(),
      created_at: q.now(),
      updated_at: q.now(),
    })
    .execute();
}

/** Messages that wait for a worker, the longest waiting first. */
export async function findDueMessages(q: Queries, limit: number): Promise<string[]> {
  const rows = await q.db
    .selectFrom("messages")
    .select("id")
    .where("status", "in", ["queued", "sending"])
    .where("due_at", "<=", q.now())
    .orderBy("due_at")
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/**
 * Takes a message for this worker until the lease ends.
 *
 * @returns false when it is not to be sent: another worker has it, or the code in it is dead (G12).
 */
export async function claimMessage(q: Queries, id: string, leaseMs: number): Promise<boolean> {
  const result = await q.db
    .updateTable("messages")
    .set({
      status: "sending",
      attempts: sql`attempts + 1`,
      due_at: fromNow(q, leaseMs),
      updated_at: q.now(),
    })
    .where("id", "=", id)
    // A lease that ran out may have been a hand-over whose answer was lost: once more, no oftener.
    .where((is) =>
      is.or([
        is("status", "=", "queued"),
        is.and([is("status", "=", "sending"), is("attempts", "<", 2)]),
      ]),
    )
    .where("due_at", "<=", q.now())
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom("verifications as v")
          .innerJoin("pending_logins as p", "p.id", "v.pending_login_id")
          .innerJoin("users as u", "u.id", "p.user_id")
          .select(sql`1`.as("one"))
          .whereRef("v.id", "=", "messages.verification_id")
          .whereRef("v.issue", "=", "messages.issue")
          .where("v.ended_as", "is", null)
          .where("v.expires_at", ">", q.now())
          // A login that began while its user was being changed: nobody could use the code.
          .whereRef("u.generation", "=", "p.generation")
          .where("u.disabled_at", "is", null),
      ),
    )
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** What a worker needs to write and address a message. */
export const findMessageToSend = (q: Queries, id: string) =>
  q.db
    .selectFrom("messages as m")
    .innerJoin("verifications as v", "v.id", "m.verification_id")
    .select(["m.issue", "m.channel", "m.attempts", "m.due_at"])
    .select(["v.id as verification_id", "v.key_id", "v.phone_sealed", "v.expires_at"])
    .select(q.now().as("now"))
    .where("m.id", "=", id)
    .executeTakeFirstOrThrow();

/** Ends what can no longer be sent: its verification has ended, expired or issued the next code. */
export async function expireMessage(q: Queries, id: string): Promise<void> {
  await q.db
    .updateTable("messages")
    .set({ status: "expired", updated_at: q.now() })
    .where("id", "=", id)
    .where("status", "in", ["queued", "sending"])
    .where("due_at", "<=", q.now())
    .execute();
}

export type SendingResult = {
  status: MessageStatus;
  provider_sid?: string;
  error_code?: number;
  /** For `queued`: how long to wait before the next try. */
  retryInMs?: number;
};

/** Writes down what became of a message, unless its lease was lost to another worker meanwhile. */
export async function settleMessage(
  q: Queries,
  id: string,
  lease: { attempts: number },
  { status, provider_sid, error_code, retryInMs = 0 }: SendingResult,
): Promise<boolean> {
  const result = await q.db
    .updateTable("messages")
    .set({
      status,
      ...(provider_sid === undefined ? {} : { provider_sid }),
      ...(error_code === undefined ? {} : { error_code }),
      due_at: fromNow(q, retryInMs),
      updated_at: q.now(),
    })
    .where("id", "=", id)
    .where("status", "=", "sending")
    .where("attempts", "=", lease.attempts)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** The newest message of a verification: the one the visitor waits for. */
export const findNewestMessage = (q: Queries, verificationId: string) =>
  q.db
    .selectFrom("messages")
    .select(["status", "error_code", "attempts", "channel", "created_at"])
    .select(q.now().as("now"))
    .where("verification_id", "=", verificationId)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
