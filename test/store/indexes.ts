// Every query of the store finds its rows by an index, as the engine itself explains over full tables.
import { CompiledQuery, type Kysely, type KyselyPlugin } from "kysely";
import { expect } from "vitest";
import { newIdentifier } from "../../src/primitives/identifier.ts";
import * as events from "../../src/store/events.ts";
import * as messages from "../../src/store/messages.ts";
import * as pendingLogins from "../../src/store/pending-logins.ts";
import * as purge from "../../src/store/purge.ts";
import type { Tables } from "../../src/store/records.ts";
import * as sessions from "../../src/store/sessions.ts";
import type { Queries, Store } from "../../src/store/store.ts";
import * as users from "../../src/store/users.ts";
import * as verifications from "../../src/store/verifications.ts";
import {
  addLogin,
  addSession,
  addUser,
  hash,
  newUser,
  newVerification,
  START,
  type Kit,
  type TestList,
} from "./kit.ts";

const ROWS = 3000;

type Subject = {
  user: Awaited<ReturnType<typeof addUser>>;
  login: Awaited<ReturnType<typeof addLogin>>;
  token: string;
};
type Calls<Module> = { [Name in keyof Module]: (q: Queries, subject: Subject) => Promise<unknown> };

const RULE = { stopAt: 100, pauses: [{ after: 10, pauseMs: 1 }] };
const NEW_HASH = { password_hash: "$argon2id$", password_key_id: "0123abcd" };
const RESEND = { mostMessages: 9, renewBelowMs: 120_000, lifetimeMs: 300_000 };

/** One call for each function that asks the database; the compiler misses one that is left out. */
const CALLS = {
  users: {
    insertUser: (q) => users.insertUser(q, newUser()),
    findUserByName: (q, { user }) => users.findUserByName(q, user.username),
    listUsers: (q) => users.listUsers(q, "user-8", 50),
    lockUser: (q, { user }) => users.lockUser(q, user),
    replaceSecrets: (q, { user }) => users.replaceSecrets(q, user, NEW_HASH),
    changeUser: (q, { user }) => users.changeUser(q, user.id, { phone_index: hash() }),
    disableUser: (q, { user }) => users.disableUser(q, user.id),
    enableUser: (q, { user }) => users.enableUser(q, user.id),
    deleteUser: (q) => users.deleteUser(q, newIdentifier()),
    countGuessOfUser: (q, { user }) => users.countGuessOfUser(q, user, RULE),
    clearWrongCodes: (q, { user }) => users.clearWrongCodes(q, user.id),
  } satisfies Calls<typeof users>,
  pendingLogins: {
    insertPendingLogin: (q, { user }) =>
      pendingLogins.insertPendingLogin(
        q,
        {
          id: newIdentifier(),
          token_hash: hash(),
          user_id: user.id,
          generation: 1,
          return_to: null,
        },
        1,
      ),
    findPendingLogin: (q, { login }) => pendingLogins.findPendingLogin(q, login.token_hash),
    deletePendingLogin: async (q) => {
      await pendingLogins.deletePendingLogin(q, { id: newIdentifier() });
      await pendingLogins.deletePendingLogin(q, { token_hash: hash() });
    },
    deletePendingLoginsOf: (q) => pendingLogins.deletePendingLoginsOf(q, newIdentifier()),
    extendPendingLogin: (q, { login }) => pendingLogins.extendPendingLogin(q, login.id, 1),
  } satisfies Calls<typeof pendingLogins>,
  verifications: {
    insertVerification: (q, { user }) =>
      verifications.insertVerification(
        q,
        { ...newVerification(user, newIdentifier()), user_id: newIdentifier() },
        1,
      ),
    countGuess: (q, { login }) => verifications.countGuess(q, login.verificationId, 5),
    findVerification: (q, { login }) => verifications.findVerification(q, login.verificationId),
    endVerification: (q) => verifications.endVerification(q, newIdentifier(), "spent"),
    endLiveVerification: (q) =>
      verifications.endLiveVerification(q, newIdentifier(), "sign-in", "canceled"),
    endVerificationOfLogin: (q) => verifications.endVerificationOfLogin(q, hash(), "canceled"),
    takeMessage: async (q, { login }) => {
      await verifications.takeMessage(q, login.verificationId, RESEND);
      await verifications.takeMessage(q, newIdentifier(), RESEND);
    },
  } satisfies Calls<typeof verifications>,
  sessions: {
    insertSession: (q, { user }) =>
      sessions.insertSession(
        q,
        { id: newIdentifier(), token_hash: hash(), user_id: user.id, generation: 1 },
        1,
      ),
    findSession: (q, { token }) => sessions.findSession(q, token, 1000),
    touchSession: (q) => sessions.touchSession(q, newIdentifier()),
    deleteSession: (q, { token }) => sessions.deleteSession(q, token),
    deleteSessionsOf: (q) => sessions.deleteSessionsOf(q, newIdentifier()),
  } satisfies Calls<typeof sessions>,
  messages: {
    insertMessage: (q, { login }) =>
      messages.insertMessage(q, {
        id: newIdentifier(),
        verification_id: login.verificationId,
        issue: 1,
        channel: "sms",
      }),
    findDueMessages: (q) => messages.findDueMessages(q, 10),
    claimMessage: (q, { login }) => messages.claimMessage(q, login.messageId, 1),
    findMessageToSend: (q, { login }) => messages.findMessageToSend(q, login.messageId),
    expireMessage: (q, { login }) => messages.expireMessage(q, login.messageId),
    settleMessage: (q, { login }) =>
      messages.settleMessage(q, login.messageId, { attempts: 1 }, { status: "accepted" }),
    findNewestMessage: (q, { login }) => messages.findNewestMessage(q, login.verificationId),
  } satisfies Calls<typeof messages>,
  events: {
    insertEvent: (q) => events.insertEvent(q, newEvent()),
  } satisfies Calls<typeof events>,
  purge: {
    purgeBatch: async (q) => {
      await purge.purgeBatch(q, "pending_logins", "expires_at", 0, 5);
      await purge.purgeBatch(q, "verifications", "expires_at", 0, 5);
      await purge.purgeBatch(q, "sessions", "expires_at", 0, 5);
      await purge.purgeBatch(q, "messages", "created_at", 0, 5);
      await purge.purgeBatch(q, "events", "at", 0, 5);
    },
  } satisfies Calls<typeof purge>,
};

/** The newest rows of a busy year; nearly all of them are of the past, as they are in life. */
const NOW = START + 2000;

export const INDEXES: TestList = {
  "every query finds its rows by an index": async (kit) => {
    const subject = await fillTables(kit);
    const plans: string[] = [];
    for (const [file, calls] of Object.entries(CALLS))
      for (const [name, call] of Object.entries(calls)) {
        const queries = await capture(kit, (q) => call(q, subject));
        expect([name, queries.length > 0]).toEqual([name, true]);
        for (const query of queries)
          for (const fault of await findScans(kit.store, query))
            plans.push(`${file}.${name}: ${fault}\n  ${query.sql}`);
      }
    expect(plans.join("\n")).toBe("");
  },

  "a query without an index would be seen": async (kit) => {
    const query = kit.store.db.selectFrom("users").selectAll().where("wrong_codes", ">", 3);
    expect(await findScans(kit.store, query.compile())).toHaveLength(1);
  },
};

/** The statements that `work` sends, and what is bound to them. */
async function capture(kit: Kit, work: (q: Queries) => Promise<unknown>): Promise<CompiledQuery[]> {
  const queries: CompiledQuery[] = [];
  const executor = kit.store.db.getExecutor();
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      queries.push(executor.compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await work({ db: kit.store.db.withPlugin(plugin), now: kit.at(NOW).now });
  return queries;
}

/** The steps of a query's plan that read a table from end to end. */
async function findScans({ db, engine }: Store, query: CompiledQuery): Promise<string[]> {
  const explain = engine === "sqlite" ? "explain query plan" : "explain";
  const raw = CompiledQuery.raw(`${explain} ${query.sql}`, [...query.parameters]);
  const { rows } = await db.executeQuery<Record<string, unknown>>(raw);
  const isScan = engine === "sqlite" ? isSqliteScan : isMysqlScan;
  return rows.filter(isScan).map((row) => JSON.stringify(row));
}

const isSqliteScan = ({ detail }: Record<string, unknown>): boolean =>
  /^SCAN (?!CONSTANT ROW)/.test(String(detail));

const isMysqlScan = ({ type, table, select_type }: Record<string, unknown>): boolean =>
  table !== null && select_type !== "INSERT" && (type === "ALL" || type === "index");

async function fillTables(kit: Kit): Promise<Subject> {
  const { db } = kit.store;
  const old = START - 86_400_000;
  const made = Array.from({ length: ROWS }, (_, n) => {
    const [user_id, login_id, verification_id] = [
      newIdentifier(),
      newIdentifier(),
      newIdentifier(),
    ];
    const times = { created_at: old + n, expires_at: NOW + n - 10 };
    const row = newUser(`user-${n}`);
    return {
      users: { ...row, id: user_id, ...NEW_USER, created_at: old },
      pending_logins: {
        id: login_id,
        token_hash: hash(),
        user_id,
        generation: 1,
        return_to: null,
        ...times,
      },
      verifications: {
        ...newVerification(
          { ...row, ...NEW_USER, created_at: old, id: user_id },
          login_id,
          verification_id,
        ),
        live_key: n % 10 === 0 ? `${user_id}:sign-in` : null,
        ended_as: n % 10 === 0 ? null : ("spent" as const),
        issue: 1,
        guesses: 1,
        messages: 1,
        ...times,
      },
      sessions: {
        id: newIdentifier(),
        token_hash: hash(),
        user_id,
        generation: 1,
        seen_at: old,
        ...times,
      },
      messages: {
        id: newIdentifier(),
        verification_id,
        issue: 1,
        channel: "sms" as const,
        status: n % 100 === 0 ? ("queued" as const) : ("accepted" as const),
        provider_sid: null,
        error_code: null,
        attempts: 1,
        due_at: old + n,
        created_at: NOW + n - 10,
        updated_at: old,
      },
      events: { ...newEvent(), user_id, at: NOW + n - 10 },
    };
  });
  for (const table of TABLES)
    await insertAll(
      db,
      table,
      made.map((row) => row[table]),
    );
  for (const table of TABLES)
    await db.executeQuery(
      CompiledQuery.raw(`${kit.store.engine === "sqlite" ? "analyze" : "analyze table"} ${table}`),
    );
  const user = await addUser(kit);
  const login = await addLogin(kit, user);
  return { user, login, token: (await addSession(kit, user, 1e9)).token_hash };
}

const TABLES = [
  "users",
  "pending_logins",
  "verifications",
  "sessions",
  "messages",
  "events",
] as const;

const NEW_USER = { disabled_at: null, generation: 1, wrong_codes: 0, codes_paused_until: 0 };

const newEvent = () => ({
  id: newIdentifier(),
  name: "signed-in",
  outcome: "success" as const,
  reason: null,
  user_id: null,
  factor: null,
  address: null,
  browser: null,
});

async function insertAll<T extends keyof Tables>(
  db: Kysely<Tables>,
  table: T,
  rows: readonly object[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += 500)
    await db
      .insertInto(table as "users")
      .values(rows.slice(from, from + 500) as Tables["users"][])
      .execute();
}
