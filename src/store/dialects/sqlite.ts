// Owns SQLite through node:sqlite: one connection per process, durable at each commit.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { sql, SqliteDialect, type SqliteDatabase, type SqliteStatement } from "kysely";
import type { Engine } from "./engine.ts";

/** How long a call may block this whole process for another one's write; at the start, longer. */
const BUSY_TIMEOUT_MS = 200;
const OPENING_TIMEOUT_MS = 5000;

// https://sqlite.org/rescode.html
const BUSY = 5;
const LOCKED = 6;
const CONSTRAINT_UNIQUE = 2067;
const CONSTRAINT_PRIMARY_KEY = 1555;
const UNAVAILABLE = new Set([BUSY, LOCKED, 8, 10, 11, 13, 14, 26]);

/**
 * Opens a SQLite file, creating it and its folder where they are missing.
 *
 * @param path - a file, or `:memory:`.
 */
export function sqliteEngine(path: string): Engine {
  return {
    name: "sqlite",
    dialect: new SqliteDialect({ database: async () => openDatabase(path) }),
    now: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
    tableOptions: "",
    isTransient: (error) => [BUSY, LOCKED].includes(primaryCode(error)),
    isDuplicate: (error) => [CONSTRAINT_UNIQUE, CONSTRAINT_PRIMARY_KEY].includes(codeOf(error)),
    isUnavailable: (error) => UNAVAILABLE.has(primaryCode(error)),
  };
}

function openDatabase(path: string): SqliteDatabase {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(path, { timeout: OPENING_TIMEOUT_MS });
  // FULL: a commit that was answered survives a power cut (G9).
  for (const pragma of [
    "journal_mode = WAL",
    "synchronous = FULL",
    `busy_timeout = ${BUSY_TIMEOUT_MS}`,
  ])
    database.exec(`pragma ${pragma}`);
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(query) {
      // `begin` takes the write lock only at the first write and can then fail; taking it at once
      // makes another process wait its turn instead.
      const text = query === "begin" ? "begin immediate" : query;
      const known = statements.get(text) ?? bridge(database.prepare(text));
      statements.set(text, known);
      return known;
    },
  };
}

function bridge(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}

const codeOf = (error: unknown): number =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode
    : -1;

const primaryCode = (error: unknown): number => (codeOf(error) === -1 ? -1 : codeOf(error) & 0xff);
