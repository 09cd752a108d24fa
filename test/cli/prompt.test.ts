// The hidden prompt for a password, at a real terminal.
import { afterAll, beforeAll, expect, test } from "vitest";
import { newSecret, openFolder, type Folder } from "../helpers/command.ts";
import { ADA } from "../helpers/house.ts";
import { runAtTerminal } from "../helpers/terminal.ts";

const env = newSecret();
let folder: Folder;
beforeAll(async () => {
  folder = await openFolder(env);
});
afterAll(() => folder.remove());

const add = (name: string, first: string, second: string) =>
  runAtTerminal(["user", "add", name, "--phone", ADA.phone], {
    cwd: folder.path,
    env,
    answers: [
      ["Password: ", first],
      ["Once more: ", second],
    ],
  });

test("what is typed is not on the screen, and the user is added", async () => {
  const { code, screen } = await add("ada", `${ADA.password}\r`, `${ADA.password}\r`);
  expect(screen).toContain("Added ada");
  expect(code).toBe(0);
  expect(screen).not.toContain("analytical");
  expect((await folder.run(["user", "show", "ada"])).code).toBe(0);
});

test("two that differ, and Ctrl-C, add nobody", async () => {
  const differing = await add("bob", `${ADA.password}\r`, "something else\r");
  expect(differing.code).toBe(1);
  expect(differing.screen).toContain("The two passwords differ.");
  expect((await add("bob", "half a pass\u0003", "")).code).toBe(130);
  expect((await folder.run(["user", "show", "bob"])).code).toBe(1);
});
