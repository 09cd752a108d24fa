// Owns MySQL and MariaDB through mysql2: sessions set up alike on every engine, and the next host
// of a cluster when one does not answer.
import { CompiledQuery, MysqlDialect, sql, type MysqlPool } from "kysely";
import type { Engine } from "./engine.ts";

const CONNECT_TIMEOUT_MS = 3000;
const POOL_SIZE = 10;

const SESSION = [
  // Under REPEATABLE READ a counter read after its update may be the old one.
  "set session transaction isolation level read committed",
  // NOW() must not jump with summer time; strict mode refuses what would be cut short.
  "set session time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES', innodb_lock_wait_timeout = 5",
];

// https://mariadb.com/docs/server/reference/error-codes
const TRANSIENT = new Set([1213, 1205, 1020]);
const DUPLICATE = 1062;
const NOT_FOR_NOW = new Set([
  1040, 1042, 1043, 1044, 1045, 1047, 1049, 1053, 1129, 1130, 1203, 1290, 1836, 1927, 3024,
]);

/**
 * Opens a pool of connections.
 *
 * @param url - `mysql://user:password@host:3306/name`; several hosts of one cluster with commas.
 */
export function mysqlEngine(url: string): Engine {
  return {
    name: "mysql",
    dialect: new MysqlDialect({
      pool: () => openPools(url),
      onCreateConnection: async (connection) => {
        for (const statement of SESSION)
          await connection.executeQuery(CompiledQuery.raw(statement));
      },
    }),
    now: sql<number>`cast(unix_timestamp(now(3)) * 1000 as signed)`,
    tableOptions: "engine = InnoDB default character set utf8mb4 collate utf8mb4_bin",
    isTransient: (error) => TRANSIENT.has(numberOf(error)),
    isDuplicate: (error) => numberOf(error) === DUPLICATE,
    isUnavailable: (error) => NOT_FOR_NOW.has(numberOf(error)) || isBrokenConnection(error),
  };
}

/** One pool per host; the one that last answered is asked first. */
async function openPools(url: string): Promise<MysqlPool> {
  const { createPool } = await import("mysql2");
  let pools = hostUrls(url).map((uri) =>
    createPool({ uri, connectionLimit: POOL_SIZE, connectTimeout: CONNECT_TIMEOUT_MS }),
  );
  return {
    getConnection(callback) {
      const tryNext = ([pool, ...others]: typeof pools): void =>
        pool?.getConnection((error, connection) => {
          if (error && others.length > 0) {
            pools = [...pools.filter((other) => other !== pool), pool];
            return tryNext(others);
          }
          return callback(error, connection);
        });
      tryNext(pools);
    },
    end(callback) {
      Promise.all(pools.map((pool) => pool.promise().end())).then(() => callback(null), callback);
    },
  };
}

/** `mysql://u:p@a:1,b:2/name` → one URL for each host. */
export function hostUrls(url: string): string[] {
  const parts = /^(?:mysql|mariadb):\/\/(?:(.*)@)?([^/@]+)\/(.*)$/.exec(url);
  if (parts === null) throw new TypeError("not a mysql:// URL");
  const [, login, hosts = "", name] = parts;
  return hosts
    .split(",")
    .map((host) => `mysql://${login ? `${login}@` : ""}${host.trim()}/${name}`);
}

const numberOf = (error: unknown): number =>
  error instanceof Error && "errno" in error && typeof error.errno === "number" ? error.errno : -1;

/** What mysql2 and the sockets below it say of a connection that is not there. */
function isBrokenConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // A connection that broke inside a transaction fails once more, without a code, at its ROLLBACK.
  if ("fatal" in error && error.fatal === true) return true;
  if (!("code" in error)) return false;
  return /^(PROTOCOL_|ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_|EHOST|ENET|POOL_)/.test(
    String(error.code),
  );
}
