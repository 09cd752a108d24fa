// Owns what the store's tests share: an open store, rows that a login would have written, and queries
// at a moment that stands still.
import { sql } from "kysely";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, test } from "vitest";
import { newIdentifier } from "../../src/primitives/identifier.ts";
import { insertMessage } from "../../src/store/messages.ts";
import { insertPendingLogin } from "../../src/store/pending-logins.ts";
import type { UserRecord } from "../../src/store/records.ts";
import { insertSession } from "../../src/store/sessions.ts";
import { openStore, type Queries, type Store } from "../../src/store/store.ts";
import { findUserByName, insertUser } from "../../src/store/users.ts";
import { insertVerification } from "../../src/store/verifications.ts";

/** What differs between engines, for a test to set up. */
export type EngineSetup = {
  /** An empty database. */
  openDatabase(): Promise<{ url: string; drop(): Promise<void> }>;
  /** Where no database can be reached. */
  readonly unreachableUrl: string;
  /** An error of the database after which the same transaction may succeed, as its driver throws it. */
  provokeTransientError(url: string): Promise<unknown>;
};

export type Kit = {
  readonly setup: EngineSetup;
  readonly url: string;
  readonly store: Store;
  /** The store's queries at a moment of the test's choice. */
  at(ms: number): Queries;
};

/** Named tests, the same for each engine. */
export type TestList = Readonly<Record<string, (kit: Kit) => Promise<void>>>;

/** The moment at which every fixture begins. */
export const START = Date.UTC(2030, 0, 1);

/** Runs a list on one database of an engine, its tables made. */
export function runList(list: TestList, setup: EngineSetup): void {
  let kit: Kit;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const database = await setup.openDatabase();
    const store = await openStore(database.url);
    await store.migrate();
    const at = (ms: number): Queries => ({ db: store.db, now: () => sql.lit(ms) });
    kit = { setup, url: database.url, store, at };
    close = async () => {
      await store.close();
      await database.drop();
    };
  });
  afterAll(() => close());
  // oxlint-disable-next-line vitest/expect-expect -- the lists hold the assertions
  test.each(Object.entries(list))("%s", (_name, body) => body(kit));
}

export const hash = (): string => randomBytes(32).toString("hex");

/** What an operator adds. */
export const newUser = (username = `user-${randomBytes(6).toString("hex")}`) =>
  ({
    id: newIdentifier(),
    username,
    password_hash: `$argon2id$${hash()}`,
    password_key_id: "0123abcd",
    phone_sealed: `0123abcd.${hash()}`,
    phone_index: hash(),
    is_admin: 0,
  }) as const;

export async function addUser({ at }: Kit, username?: string): Promise<UserRecord> {
  const user = newUser(username);
  await insertUser(at(START), user);
  return findUser(at(START), user.username);
}

export async function findUser(q: Queries, username: string): Promise<UserRecord> {
  const user = await findUserByName(q, username);
  if (user === undefined) throw new Error(`there is no ${username}`);
  return user;
}

export const LIFETIME = 300_000;

/** What a right password writes: a pending login, its verification and its message. */
export async function addLogin(kit: Kit, user: UserRecord) {
  const q = kit.at(START);
  const login = {
    id: newIdentifier(),
    token_hash: hash(),
    user_id: user.id,
    generation: user.generation,
    return_to: null,
  };
  const verificationId = newIdentifier();
  const messageId = newIdentifier();
  await insertPendingLogin(q, login, LIFETIME);
  await insertVerification(q, newVerification(user, login.id, verificationId), LIFETIME);
  const message = { id: messageId, verification_id: verificationId, issue: 1, channel: "sms" };
  await insertMessage(q, { ...message, channel: "sms" });
  return { ...login, verificationId, messageId };
}

export const newVerification = (user: UserRecord, pendingLoginId: string, id = newIdentifier()) =>
  ({
    id,
    pending_login_id: pendingLoginId,
    user_id: user.id,
    purpose: "sign-in",
    key_id: user.password_key_id,
    phone_sealed: user.phone_sealed,
    phone_index: user.phone_index,
  }) as const;

export async function addSession({ at }: Kit, user: UserRecord, lifetimeMs: number) {
  const session = {
    id: newIdentifier(),
    token_hash: hash(),
    user_id: user.id,
    generation: user.generation,
  };
  await insertSession(at(START), session, lifetimeMs);
  return session;
}
