// Owns a login server as a process of its own, as an operator runs it: to be killed, or to race
// another one.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Browser } from "./browser-session.ts";
import { freePort } from "./mariadb-server.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export type ServerProcess = Awaited<ReturnType<typeof startServerProcess>>;

/**
 * Starts `twostep serve`; resolves when it listens.
 *
 * @param nodeOptions - such as `--import` of a file that bends the process's clock.
 */
export async function startServerProcess(
  environment: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
) {
  const port = await freePort();
  const child = spawn(process.execPath, [...nodeOptions, MAIN, "serve"], {
    env: { PATH: process.env["PATH"], ...environment, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  // A test that fails must not leave its server behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  let output = "";
  const listening = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('"listening"')) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`serve ended with ${code}: ${output}`)));
  });
  await listening;
  const origin = `http://localhost:${port}`;
  return {
    origin,
    /** Everything it has written to standard output and error. */
    output: () => output,
    openBrowser: () => new Browser((request) => fetch(request), origin),
    /** Sends a signal and waits for the end. @returns the exit code; null when it was killed. */
    async end(signal: NodeJS.Signals): Promise<number | null> {
      child.kill(signal);
      return ended;
    },
  };
}
