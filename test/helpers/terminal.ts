// Owns a terminal for a command: python3's pty, which types an answer as soon as it is asked.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { MAIN, type Environment } from "./command.ts";

const TYPIST = `
import json, os, pty, sys
cwd, command, answers = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.chdir(cwd)
    os.execv(command[0], command)
seen, looked = b"", 0
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:  # Linux says so when the command has closed its end.
        break
    if chunk == b"":
        break
    seen += chunk
    while answers and answers[0][0].encode() in seen[looked:]:
        prompt, answer = answers.pop(0)
        looked = seen.index(prompt.encode(), looked) + len(prompt)
        os.write(terminal, answer.encode())
_, status = os.waitpid(child, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "screen": seen.decode()}))
`;

/**
 * Runs a command at a terminal.
 *
 * @param answers - what is waited for on the screen, and what is then typed.
 * @returns the exit code, and everything that was on the screen.
 */
export async function runAtTerminal(
  args: readonly string[],
  {
    cwd,
    env,
    answers,
  }: { cwd: string; env: Environment; answers: readonly (readonly [string, string])[] },
): Promise<{ code: number; screen: string }> {
  const job = JSON.stringify([cwd, [process.execPath, MAIN, ...args], answers]);
  const { stdout } = await promisify(execFile)("python3", ["-c", TYPIST, job], {
    env: { PATH: process.env["PATH"], ...env },
  });
  return JSON.parse(stdout) as { code: number; screen: string };
}
