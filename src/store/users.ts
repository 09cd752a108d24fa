// Owns the queries on `users`. Which change is allowed when is the domain's business.
import { sql } from "kysely";
import type { UserRecord } from "./records.ts";
import type { Queries } from "./store.ts";

export type NewUser = Pick<
  UserRecord,
  | "id"
  | "username"
  | "password_hash"
  | "password_key_id"
  | "phone_sealed"
  | "phone_index"
  | "is_admin"
>;

export async function insertUser(q: Queries, user: NewUser): Promise<void> {
  await q.db
    .insertInto("users")
    .values({
      ...user,
      disabled_at: null,
      generation: 1,
      wrong_codes: 0,
      codes_paused_until: 0,
      created_at: q.now(),
    })
    .execute();
}

/** The user and, in the same answer, what the database's clock says (epoch ms). */
export const findUserByName = (
  q: Queries,
  username: string,
): Promise<(UserRecord & { now: number }) | undefined> =>
  q.db
    .selectFrom("users")
    .selectAll()
    .select(q.now().as("now"))
    .where("username", "=", username)
    .executeTakeFirst();

/** At most `limit` users in the order of their names, beginning after the name `after`. */
export const listUsers = (q: Queries, after: string, limit: number): Promise<UserRecord[]> =>
  q.db
    .selectFrom("users")
    .selectAll()
    .where("username", ">", after)
    .orderBy("username")
    .limit(limit)
    .execute();

/**
 * Locks a user's row until the transaction ends.
 *
 * @returns false when the user was disabled, changed or removed since it was read.
 */
export async function lockUser(
  q: Queries,
  user: Pick<UserRecord, "id" | "generation">,
): Promise<boolean> {
  const result = await q.db
    .updateTable("users")
    .set({ generation: sql`generation` })
    .where("id", "=", user.id)
    .where("generation", "=", user.generation)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * Stores an unchanged password and phone number under newer keys or costs; does nothing when another
 * request changed either first.
 */
export async function replaceSecrets(
  q: Queries,
  user: Pick<UserRecord, "id" | "password_hash" | "phone_sealed">,
  next: UserChange,
): Promise<void> {
  await q.db
    .updateTable("users")
    .set(next)
    .where("id", "=", user.id)
    .where("password_hash", "=", user.password_hash)
    .where("phone_sealed", "=", user.phone_sealed)
    .execute();
}

/** A change after which no session and no pending login of before may live on. */
export type UserChange = Partial<
  Pick<UserRecord, "password_hash" | "password_key_id" | "phone_sealed" | "phone_index">
>;

/** @returns whether the user was still there. */
export async function changeUser(q: Queries, id: string, change: UserChange): Promise<boolean> {
  const result = await q.db
    .updateTable("users")
    .set({ ...change, generation: sql`generation + 1` })
    .where("id", "=", id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** @returns whether the user was enabled until now. */
export async function disableUser(q: Queries, id: string): Promise<boolean> {
  const result = await q.db
    .updateTable("users")
    .set({ disabled_at: q.now(), generation: sql`generation + 1` })
    .where("id", "=", id)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Enables a user and forgets the wrong codes: the operator's help after a hard stop. */
export async function enableUser(q: Queries, id: string): Promise<void> {
  await q.db
    .updateTable("users")
    .set({ disabled_at: null, wrong_codes: 0, codes_paused_until: 0 })
    .where("id", "=", id)
    .execute();
}

/** @returns whether the user was still there. */
export async function deleteUser(q: Queries, id: string): Promise<boolean> {
  const result = await q.db.deleteFrom("users").where("id", "=", id).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** How many wrong codes in a row stop all codes, and after how many they pause how long. */
export type WrongCodeRule = {
  readonly stopAt: number;
  readonly pauses: readonly { readonly after: number; readonly pauseMs: number }[];
};

/**
 * Counts one guess against the user, before it is compared (G2, G4).
 *
 * @returns false when it may not be compared: codes are paused or stopped, the user is disabled, or
 * something ended the logins of before.
 */
export async function countGuessOfUser(
  q: Queries,
  user: Pick<UserRecord, "id" | "generation">,
  rule: WrongCodeRule,
): Promise<boolean> {
  const pause = rule.pauses.map(
    ({ after, pauseMs }) =>
      sql`when wrong_codes + 1 = ${after} then ${q.now()} + ${sql.lit(pauseMs)}`,
  );
  const result = await q.db
    .updateTable("users")
    // The pause stands first: MySQL lets later assignments see earlier ones, SQLite does not.
    .set({
      codes_paused_until: sql`case ${sql.join(pause, sql` `)} else codes_paused_until end`,
      wrong_codes: sql`wrong_codes + 1`,
    })
    .where("id", "=", user.id)
    .where("generation", "=", user.generation)
    .where("disabled_at", "is", null)
    .where("wrong_codes", "<", rule.stopAt)
    .where("codes_paused_until", "<=", q.now())
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Only a complete login does this (G5). */
export async function clearWrongCodes(q: Queries, id: string): Promise<void> {
  await q.db
    .updateTable("users")
    .set({ wrong_codes: 0, codes_paused_until: 0 })
    .where("id", "=", id)
    .execute();
}
