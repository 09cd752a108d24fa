// Owns SQL for points in time by the database's clock.
import { sql, type RawBuilder } from "kysely";
import type { Queries } from "./store.ts";

/** The database's time plus `ms` milliseconds. */
export const fromNow = (q: Queries, ms: number): RawBuilder<number> =>
  sql<number>`${q.now()} + ${sql.lit(ms)}`;

/** The database's time less `ms` milliseconds. */
export const ago = (q: Queries, ms: number): RawBuilder<number> =>
  sql<number>`${q.now()} - ${sql.lit(ms)}`;
