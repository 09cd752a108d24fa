// The tests' own MariaDB: reachable with a password only, apart per file, and restartable.

import { createConnection } from "mysql2/promise";
import { expect, test } from "vitest";
import { createDatabase, startOwnMariaDb } from "./mariadb.ts";

async function query(url: string, sql: string): Promise<unknown> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

test("each database is empty and durable, and gone when dropped", async () => {
  const [one, two] = await Promise.all([createDatabase(), createDatabase()]);
  expect(one.url).not.toBe(two.url);
  expect(await query(one.url, "SHOW TABLES")).toEqual([]);
  expect(await query(one.url, "SELECT @@innodb_flush_log_at_trx_commit AS flush")).toEqual([
    { flush: 1 },
  ]);
  await Promise.all([one.drop(), two.drop()]);
  await expect(query(one.url, "SELECT 1")).rejects.toThrow(/Unknown database/);
});

test("nobody gets in without the password", async () => {
  const database = await createDatabase();
  const stranger = database.url.replace(/:\w+@/, ":wrong@");
  await expect(query(stranger, "SELECT 1")).rejects.toThrow(/Access denied/);
  await database.drop();
});

test("a server of one's own keeps what was committed when it is killed", async () => {
  const server = await startOwnMariaDb();
  const { url } = await server.createDatabase();
  await query(url, "CREATE TABLE kept (id INT)");
  await query(url, "INSERT INTO kept VALUES (7)");
  await server.kill();
  await expect(query(url, "SELECT 1")).rejects.toThrow(/ECONNREFUSED/);
  await server.start();
  expect(await query(url, "SELECT id FROM kept")).toEqual([{ id: 7 }]);
  await server.remove();
});
