// Owns one MariaDB server: its folder, its process, and stopping, killing and starting it again.
// It knows nothing of test runs.

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { createConnection, type Connection } from "mysql2/promise";
import { findProgram, PROGRAMS } from "../../tools/find-program.ts";

const START_LIMIT_MS = 30_000;

/** What it takes to reach a server; plain data, so that it can be handed to another process. */
export type Access = { port: number; user: string; password: string };

/** A fresh database for one test file. */
export type TestDatabase = { url: string; drop(): Promise<void> };

/** Makes the folder that new servers are copied from: as large as it must be, and no larger. */
export async function installTemplate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await promisify(execFile)(required("mariadbInstaller"), [
    "--no-defaults",
    `--datadir=${folder}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    "--skip-name-resolve",
    "--innodb-log-file-size=4M",
    ...asRoot(),
  ]);
}

/** A server on a port of its own, its data copied from the template. */
export class MariaDbServer {
  readonly #folder: string;
  readonly access: Access;
  #process: ChildProcess | undefined;

  private constructor(folder: string, access: Access) {
    this.#folder = folder;
    this.access = access;
  }

  static async create(template: string, folder: string): Promise<MariaDbServer> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await cp(template, join(folder, "data"), { recursive: true });
    const password = randomBytes(12).toString("hex");
    const account = `'twostep'@'127.0.0.1' IDENTIFIED BY '${password}'`;
    const sql = [
      `CREATE USER IF NOT EXISTS ${account};`,
      "GRANT ALL ON *.* TO 'twostep'@'127.0.0.1' WITH GRANT OPTION;",
      `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    ];
    await writeFile(join(folder, "accounts.sql"), `${sql.join("\n")}\n`);
    return new MariaDbServer(folder, { port: await freePort(), user: "twostep", password });
  }

  /** Starts it, or starts it again, on the same port with the same data. */
  async start(): Promise<void> {
    await rm(join(this.#folder, "log.err"), { force: true });
    const child = spawn(required("mariadbd"), this.#settings(), {
      stdio: ["ignore", "ignore", "ignore"],
    });
    this.#process = child;
    process.once("exit", () => child.kill("SIGKILL"));
    const deadline = performance.now() + START_LIMIT_MS;
    while (!(await this.#isReady())) {
      if (child.exitCode !== null || performance.now() > deadline) {
        child.kill("SIGKILL");
        throw new Error(`MariaDB did not start:\n${await this.log()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Lets it finish what it has begun. */
  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  /** As a power cut would. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  log(): Promise<string> {
    return readFile(join(this.#folder, "log.err"), "utf8").catch(() => "(it wrote no log)");
  }

  createDatabase(): Promise<TestDatabase> {
    return createDatabaseAt(this.access);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  async #isReady(): Promise<boolean> {
    return (await this.log()).includes("ready for connections");
  }

  #settings(): string[] {
    const at = (name: string) => join(this.#folder, name);
    return [
      "--no-defaults",
      `--datadir=${at("data")}`,
      `--socket=${at("socket")}`,
      `--pid-file=${at("pid")}`,
      `--log-error=${at("log.err")}`,
      `--init-file=${at("accounts.sql")}`,
      `--tmpdir=${this.#folder}`,
      `--port=${this.access.port}`,
      "--bind-address=127.0.0.1",
      "--skip-name-resolve",
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_general_ci",
      "--innodb-flush-log-at-trx-commit=1",
      "--innodb-buffer-pool-size=32M",
      "--innodb-log-file-size=4M",
      "--max-connections=300",
      ...asRoot(),
    ];
  }
}

/** Makes an empty database with a name of its own. */
export async function createDatabaseAt(access: Access): Promise<TestDatabase> {
  const name = `twostep_${randomBytes(6).toString("hex")}`;
  await asAdmin(access, (connection) => connection.query(`CREATE DATABASE ${name}`));
  return {
    url: `mysql://${access.user}:${access.password}@127.0.0.1:${access.port}/${name}`,
    drop: () => asAdmin(access, (connection) => connection.query(`DROP DATABASE ${name}`)),
  };
}

async function asAdmin(access: Access, act: (connection: Connection) => Promise<unknown>) {
  const connection = await createConnection({ host: "127.0.0.1", ...access });
  try {
    await act(connection);
  } finally {
    await connection.end();
  }
}

function required(program: keyof typeof PROGRAMS): string {
  const path = findProgram(PROGRAMS[program]);
  if (path) return path;
  throw new Error(`${PROGRAMS[program][0]} is not installed; run: node tools/prepare-tests.ts`);
}

/** MariaDB refuses to run as root unless told so; others may not name a user. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ["--user=root"] : [];
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
