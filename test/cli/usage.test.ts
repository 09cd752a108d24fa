// The command line itself: help for every command, and 2 for wrong usage.
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFolder, type Folder } from "../helpers/command.ts";

const USER_COMMANDS = ["add", "list", "show", "set-password", "set-phone"];
const STANDING = ["disable", "enable", "remove"];
const COMMANDS = [
  ...["demo", "serve", "phone", "migrate", "config", "user"].map((name) => [name]),
  ...[...USER_COMMANDS, ...STANDING].map((name) => ["user", name]),
];

let folder: Folder;
beforeAll(async () => {
  folder = await openFolder({});
});
afterAll(() => folder.remove());

test.each([[], ...COMMANDS].map((args) => ({ args })))("--help of $args", async ({ args }) => {
  const { code, out, err } = await folder.run([...args, "--help"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain(`Usage: ${["twostep", ...args].join(" ")}`);
});

test.each([
  { args: [], says: "Usage: twostep" },
  { args: ["nope"], says: "unknown command 'nope'" },
  { args: ["user"], says: "Usage: twostep user" },
  { args: ["user", "nope"], says: "unknown command 'nope'" },
  { args: ["serve", "--nope"], says: "unknown option '--nope'" },
  { args: ["serve", "now"], says: "too many arguments" },
  { args: ["user", "show"], says: "missing required argument 'name'" },
  { args: ["user", "add", "ada"], says: "required option '--phone <number>'" },
])("$args is wrong usage", async ({ args, says }) => {
  const { code, out, err } = await folder.run(args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(says);
  expect(err).not.toContain("    at ");
});
