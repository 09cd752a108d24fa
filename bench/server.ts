// Owns a server under measurement: a process of its own, its phone in another one, and how much CPU
// and memory it has used.
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const USER = { username: "ada", password: "analytical engine", phone: "+447700900123" };

const MAIN = new URL("../dist/cli/main.js", import.meta.url).pathname;
const TICKS_PER_SECOND = 100;

export type Server = Awaited<ReturnType<typeof startServer>>;

/** Starts phone and server on SQLite in a temporary folder, with one user. */
export async function startServer() {
  const folder = await mkdtemp(join(tmpdir(), "twostep-bench-"));
  const [port, phonePort] = [await freePort(), await freePort()];
  const account = {
    TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString("hex")}`,
    TWILIO_AUTH_TOKEN: randomBytes(16).toString("hex"),
    TWILIO_PHONE_NUMBER: "+447700900000",
  };
  const environment = {
    ...process.env,
    ...account,
    PORT: String(port),
    DATABASE_URL: `sqlite:${join(folder, "twostep.db")}`,
    TWOSTEP_SECRET: randomBytes(32).toString("base64"),
    TWOSTEP_PHONE_PORT: String(phonePort),
    TWILIO_BASE_URL: `http://127.0.0.1:${phonePort}`,
  };
  const start = (...args: string[]) =>
    spawn(process.execPath, [MAIN, ...args], {
      env: environment,
      stdio: ["pipe", "pipe", "inherit"],
    });

  const adding = start("user", "add", USER.username, "--phone", USER.phone, "--password-stdin");
  adding.stdin.end(USER.password);
  await ended(adding);
  const phone = start("phone");
  await firstOutput(phone);
  const begun = performance.now();
  const server = start("serve");
  await firstOutput(server);
  const toListeningMs = performance.now() - begun;
  server.stdout.resume();

  return {
    origin: `http://localhost:${port}`,
    phone: { origin: `http://127.0.0.1:${phonePort}`, account },
    toListeningMs,
    /** CPU of all threads since the start, in milliseconds. */
    cpuMs: () => cpuMs(server),
    /** Resident memory, in megabytes. */
    memoryMb: () => memoryMb(server),
    async stop() {
      for (const child of [server, phone]) child.kill("SIGTERM");
      await Promise.all([ended(server), ended(phone)]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Milliseconds that a bare Node takes from spawn to exit. */
export async function bareStartMs(): Promise<number> {
  const begun = performance.now();
  await ended(spawn(process.execPath, ["-e", "0"]));
  return performance.now() - begun;
}

/** A process that hashes `count` times with the login's parameters, and the CPU of each in ms. */
export async function bareHashMs(count: number): Promise<number> {
  const child = spawn(
    process.execPath,
    [new URL("./bare-hash.ts", import.meta.url).pathname, String(count)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let text = "";
  for await (const chunk of child.stdout) text += String(chunk);
  return Number(text);
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function cpuMs({ pid }: ChildProcess): number {
  const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  const [user = 0, system = 0] = fields.split(" ").slice(11, 13).map(Number);
  return ((user + system) * 1000) / TICKS_PER_SECOND;
}

function memoryMb({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

function firstOutput(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.stdout?.once("data", () => resolve());
  child.once("exit", (code) => reject(new Error(`ended with ${code} before it was ready`)));
  return promise;
}

function ended(child: ChildProcess): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (child.exitCode !== null) resolve();
  child.once("exit", () => resolve());
  return promise;
}

async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const probe = createServer();
  probe.listen(0, "127.0.0.1", () => {
    const { port } = probe.address() as AddressInfo;
    probe.close(() => resolve(port));
  });
  return promise;
}
