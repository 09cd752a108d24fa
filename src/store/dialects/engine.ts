// Owns what the store needs to know of a database engine: capabilities, each with its consequence.
import type { Dialect, RawBuilder } from "kysely";

/** A database engine, ready to be handed to Kysely. */
export type Engine = {
  readonly name: "sqlite" | "mysql";
  readonly dialect: Dialect;
  /** The database's own clock as SQL: epoch milliseconds. Every expiry is decided by it. */
  readonly now: RawBuilder<number>;
  /** Appended to `create table`: on MySQL the engine and a collation in which no two names are equal. */
  readonly tableOptions: string;
  /** Whether the same transaction may succeed when run again: a deadlock, a busy file. */
  isTransient(error: unknown): boolean;
  /** Whether a unique key refused the row. */
  isDuplicate(error: unknown): boolean;
  /** Whether the database could not be reached or could not write: an answer of 503. */
  isUnavailable(error: unknown): boolean;
};
