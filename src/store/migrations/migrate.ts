// Owns bringing a database to the newest schema, also when several processes start at once.
import type { Kysely } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { setTimeout as wait } from "node:timers/promises";
import type { Engine } from "../dialects/engine.ts";
import { initialMigrations } from "./001-initial.ts";

const LONGEST_MS = 10_000;
const PAUSE_MS = 250;

/**
 * Runs the migrations that are missing.
 *
 * Each is one idempotent statement, because MySQL commits every DDL statement on its own: a process
 * that dies half-way, or two that run side by side where the engine's lock does not reach (a
 * cluster), end with the same schema.
 *
 * @returns the names of the migrations that this call carried out.
 * @throws the database's error when it does not pass within about ten seconds.
 */
export async function migrate<T>(db: Kysely<T>, engine: Engine): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrationsFor(engine) },
  });
  const begun = performance.now();
  for (;;) {
    const { error, results } = await migrator.migrateToLatest();
    if (error === undefined)
      return (results ?? []).filter((r) => r.status === "Success").map((r) => r.migrationName);
    const isRace = engine.isTransient(error) || engine.isDuplicate(error);
    if (!isRace || performance.now() - begun > LONGEST_MS) throw error;
    await wait(PAUSE_MS);
  }
}

const migrationsFor = (engine: Engine): Record<string, Migration> => ({
  ...initialMigrations(engine),
});
