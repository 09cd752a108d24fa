// Owns reading a password: from a hidden prompt or standard input, never from an argument, where
// other users of the machine could read it.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { Failure } from "./failure.ts";

/** Far more than any password that is taken. */
const MOST_CHARACTERS = 4096;

/**
 * Reads a new password.
 *
 * @param fromStdin - take all of standard input, less one line end.
 * @throws Failure when there is no terminal to ask on, or the two times differ.
 */
export async function readPassword(fromStdin: boolean): Promise<string> {
  if (fromStdin) return readAll();
  if (!process.stdin.isTTY)
    throw new Failure("There is no terminal to ask for the password on. Use --password-stdin.", {
      exitCode: 2,
    });
  const first = await ask("Password: ");
  if ((await ask("Once more: ")) !== first) throw new Failure("The two passwords differ.");
  return first;
}

async function readAll(): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  try {
    for await (const chunk of process.stdin) {
      text += decoder.decode(chunk as Buffer, { stream: true });
      if (text.length > MOST_CHARACTERS) throw new Failure("The password is far too long.");
    }
    text += decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw new Failure("The password is not UTF-8 text.");
    throw error;
  }
  return text.replace(/\r?\n$/, "");
}

async function ask(prompt: string): Promise<string> {
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silence, terminal: true });
  // Only now: until the interface is there, the terminal shows what is typed.
  process.stderr.write(prompt);
  // Ctrl-C while typing: nothing is done.
  lines.on("SIGINT", () => process.exit(130));
  try {
    return await lines.question("");
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
