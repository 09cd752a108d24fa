// Owns the first schema. Migrations are never edited after a release: add a new file.
import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { Engine } from "../dialects/engine.ts";

const ID = "varchar(36) not null";
const HASH = "char(64) not null";
const TIME = "bigint not null";

/** Columns and keys of each table, in the SQL that both engines read. */
const TABLES: Record<string, readonly string[]> = {
  users: [
    `id ${ID} primary key`,
    "username varchar(64) not null",
    "password_hash varchar(255) not null",
    "password_key_id char(8) not null",
    "phone_sealed varchar(255) not null",
    `phone_index ${HASH}`,
    "is_admin smallint not null",
    "disabled_at bigint null",
    "generation integer not null",
    "wrong_codes integer not null",
    `codes_paused_until ${TIME}`,
    `created_at ${TIME}`,
  ],
  pending_logins: [
    `id ${ID} primary key`,
    `token_hash ${HASH}`,
    `user_id ${ID}`,
    "generation integer not null",
    "return_to varchar(2048) null",
    `created_at ${TIME}`,
    `expires_at ${TIME}`,
  ],
  verifications: [
    `id ${ID} primary key`,
    `pending_login_id ${ID}`,
    `user_id ${ID}`,
    "purpose varchar(16) not null",
    "live_key varchar(64) null",
    "key_id char(8) not null",
    "issue integer not null",
    "guesses integer not null",
    "messages integer not null",
    "phone_sealed varchar(255) not null",
    `phone_index ${HASH}`,
    `created_at ${TIME}`,
    `expires_at ${TIME}`,
    "ended_as varchar(16) null",
  ],
  sessions: [
    `id ${ID} primary key`,
    `token_hash ${HASH}`,
    `user_id ${ID}`,
    "generation integer not null",
    `created_at ${TIME}`,
    `seen_at ${TIME}`,
    `expires_at ${TIME}`,
  ],
  messages: [
    `id ${ID} primary key`,
    `verification_id ${ID}`,
    "issue integer not null",
    "channel varchar(8) not null",
    "status varchar(16) not null",
    "provider_sid varchar(64) null",
    "error_code integer null",
    "attempts integer not null",
    `due_at ${TIME}`,
    `created_at ${TIME}`,
    `updated_at ${TIME}`,
  ],
  events: [
    `id ${ID} primary key`,
    `at ${TIME}`,
    "name varchar(64) not null",
    "outcome varchar(16) not null",
    "reason varchar(64) null",
    "user_id varchar(36) null",
    "factor varchar(16) null",
    "address varchar(45) null",
    "browser varchar(255) null",
  ],
};

/** Every query finds its rows by one of these (or by the primary key). */
const INDEXES: readonly [table: string, columns: string, unique?: "unique"][] = [
  ["users", "username", "unique"],
  ["users", "phone_index"],
  ["pending_logins", "token_hash", "unique"],
  ["pending_logins", "user_id"],
  ["pending_logins", "expires_at"],
  ["verifications", "pending_login_id"],
  ["verifications", "live_key", "unique"],
  ["verifications", "user_id"],
  ["verifications", "expires_at"],
  ["sessions", "token_hash", "unique"],
  ["sessions", "user_id"],
  ["sessions", "expires_at"],
  ["messages", "verification_id"],
  ["messages", "status, due_at"],
  ["messages", "created_at"],
  ["events", "at"],
  ["events", "user_id, at"],
];

/** One migration per statement; on MySQL that is a table with its indexes. */
export function initialMigrations(engine: Engine): Record<string, Migration> {
  const statements = Object.entries(TABLES).flatMap(([table, columns]) =>
    engine.name === "mysql" ? [withIndexes(table, columns, engine)] : separate(table, columns),
  );
  return Object.fromEntries(
    statements.map((text, position) => [
      `001-${String(position + 1).padStart(2, "0")}`,
      { up: async (db: Kysely<unknown>) => void (await sql.raw(text).execute(db)) },
    ]),
  );
}

/** MySQL has no `create index if not exists`. */
function withIndexes(table: string, columns: readonly string[], engine: Engine): string {
  const indexes = indexesOf(table).map(
    ([, of, unique = ""]) => `${unique} key ${indexName(table, of)} (${of})`,
  );
  return `create table if not exists ${table} (${[...columns, ...indexes].join(", ")}) ${engine.tableOptions}`;
}

const separate = (table: string, columns: readonly string[]): string[] => [
  `create table if not exists ${table} (${columns.join(", ")})`,
  ...indexesOf(table).map(
    ([, of, unique = ""]) =>
      `create ${unique} index if not exists ${indexName(table, of)} on ${table} (${of})`,
  ),
];

const indexesOf = (table: string) => INDEXES.filter(([of]) => of === table);
const indexName = (table: string, columns: string): string =>
  `${table}_by_${columns.replaceAll(", ", "_")}`;
