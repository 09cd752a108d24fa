// Owns the tests' way to a real MariaDB: the one shared by the run, or one of their own that may
// be stopped and killed.

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import {
  createDatabaseAt,
  MariaDbServer,
  type Access,
  type TestDatabase,
} from "./mariadb-server.ts";

export type { MariaDbServer, TestDatabase } from "./mariadb-server.ts";

/** The server of this run. */
export type MariaDb = { createDatabase(): Promise<TestDatabase> };

/** The server shared by all test files; waits until it has started. */
export async function startMariaDb(): Promise<MariaDb> {
  const access = await sharedAccess();
  return { createDatabase: () => createDatabaseAt(access) };
}

/** An empty database on the shared server, with the URL a Twostep would be given. */
export async function createDatabase(): Promise<TestDatabase> {
  return (await startMariaDb()).createDatabase();
}

/** A running server for one test alone: stop, kill, restart it; `remove` it at the end. */
export async function startOwnMariaDb(): Promise<MariaDbServer> {
  await sharedAccess();
  const folder = inject("mariaDbFolder");
  const own = join(folder, `own-${randomBytes(4).toString("hex")}`);
  const server = await MariaDbServer.create(join(folder, "template"), own);
  await server.start();
  return server;
}

async function sharedAccess(): Promise<Access> {
  const folder = inject("mariaDbFolder");
  const failed = join(folder, "failed");
  while (!existsSync(join(folder, "access.json"))) {
    if (existsSync(failed)) throw new Error(await readFile(failed, "utf8"));
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return JSON.parse(await readFile(join(folder, "access.json"), "utf8")) as Access;
}
