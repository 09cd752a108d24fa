// Owns the command line as an operator meets it: `dist/cli/main.js` in a folder of its own, with no
// settings but those given.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export type Environment = Readonly<Record<string, string>>;
export type Ended = { code: number | null; out: string; err: string };

/** An empty folder to run commands in. */
export async function openFolder(settings: Environment = newSecret()) {
  const path = await mkdtemp(join(tmpdir(), "twostep-cli-"));
  const running = new Set<ReturnType<typeof startCommand>>();
  const start = (args: readonly string[], more: Environment = {}) => {
    const command = startCommand(args, path, { ...settings, ...more });
    running.add(command);
    void command.ended.then(() => running.delete(command));
    return command;
  };
  return {
    path,
    start,
    /** Runs a command to its end. */
    run(args: readonly string[], { env = {}, input = "" as string | Uint8Array } = {}) {
      const command = start(args, env);
      command.type(input);
      return command.ended;
    },
    /** Removes the folder, and ends what a failed test has left running in it. */
    async remove() {
      await Promise.all([...running].map((command) => command.end("SIGKILL")));
      await rm(path, { recursive: true, force: true });
    },
  };
}

export type Folder = Awaited<ReturnType<typeof openFolder>>;

export const newSecret = (): Environment => ({
  TWOSTEP_SECRET: randomBytes(32).toString("base64"),
});

/** An account for the provider; nothing listens there. */
export const newAccount = (): Environment => ({
  TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString("hex")}`,
  TWILIO_AUTH_TOKEN: randomBytes(16).toString("hex"),
  TWILIO_PHONE_NUMBER: "+447700900000",
  TWILIO_BASE_URL: "http://127.0.0.1:1",
});

function startCommand(args: readonly string[], cwd: string, env: Environment) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
  });
  let out = "";
  let err = "";
  const { promise: ended, resolve } = Promise.withResolvers<Ended>();
  child.once("close", (code) => resolve({ code, out, err }));
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  // A command that fails early closes its standard input before all is written.
  child.stdin.on("error", () => undefined);
  return {
    ended,
    type: (input: string | Uint8Array) => child.stdin.end(input),
    /** Waits until standard output has these words. @throws Error when it ends before. */
    says(words: string): Promise<void> {
      const said = Promise.withResolvers<void>();
      const look = () => out.includes(words) && said.resolve();
      child.stdout.on("data", look);
      look();
      void ended.then((end) => said.reject(new Error(`ended first: ${JSON.stringify(end)}`)));
      return said.promise;
    },
    end(signal: NodeJS.Signals): Promise<Ended> {
      child.kill(signal);
      return ended;
    },
  };
}
