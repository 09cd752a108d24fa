// `twostep user …`: what an operator does with users, and each refusal with its reason.
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADA } from "../helpers/house.ts";
import { openFolder, type Folder } from "../helpers/command.ts";

const GOOD = "analytical engine";

let folder: Folder;
beforeAll(async () => {
  folder = await openFolder();
});
afterAll(() => folder.remove());

const add = (name: string, input: string | Uint8Array, phone = ADA.phone) =>
  folder.run(["user", "add", name, "--phone", phone, "--password-stdin"], { input });
const parse = async (...args: string[]): Promise<unknown> => {
  const { code, out, err } = await folder.run(["user", ...args, "--json"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out);
};

test("a user's whole life, as JSON and in words", async () => {
  expect((await folder.run(["user", "list"])).out).toContain("There are no users yet.");
  const options = ["--phone", ADA.phone, "--admin", "--password-stdin", "--json"];
  const added = await folder.run(["user", "add", "life", ...options], { input: `${GOOD}\n` });
  const seen = { username: "life", phone: "•••• ••• 123", isAdmin: true, status: "enabled" };
  expect(JSON.parse(added.out)).toMatchObject(seen);
  expect(await parse("list")).toMatchObject([seen]);
  expect(await parse("show", "life")).toMatchObject(seen);
  expect((await folder.run(["user", "list"])).out).toMatch(/^NAME +PHONE +STATUS\nlife .* admin$/m);
  expect(await parse("set-phone", "life", "+447700900456")).toMatchObject({
    phone: "•••• ••• 456",
  });
  expect(await parse("disable", "life")).toMatchObject({ status: "disabled" });
  expect(await parse("enable", "life")).toMatchObject({ status: "enabled" });
  const changed = await folder.run(["user", "set-password", "life", "--password-stdin"], {
    input: "nanosecond of wire\n",
  });
  expect(changed.out).toBe("life has a new password; all sessions are ended.\n");
  expect(await parse("remove", "life")).toEqual({ removed: "life" });
  expect(await parse("list")).toEqual([]);
});

test.each([
  { why: "not UTF-8", input: new Uint8Array([0xff, 0xfe, 97, 98]), says: "not UTF-8 text" },
  { why: "among the known ones", input: "password1\n", says: "among the most common" },
  { why: "the site's name", input: "twostep1\n", says: "the username or the site's name" },
  { why: "too short", input: "short\n", says: "too short: it needs at least 8 characters" },
  { why: "short but for its line end", input: "1234567\r\n", says: "too short" },
  { why: "too long", input: "xy".repeat(150), says: "too long: at most 256 characters" },
  { why: "endless", input: "xy".repeat(5000), says: "far too long" },
])("a password that is $why is refused", async ({ input, says }) => {
  const { code, out, err } = await add("bob", input);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(says);
  expect(err.trim().split("\n")).toHaveLength(1);
});

test("names and numbers that are refused", async () => {
  expect((await add("twice", GOOD)).code).toBe(0);
  const refusals = [
    await add("twice", GOOD),
    await add("bob", GOOD, "12"),
    await folder.run(["user", "set-phone", "twice", "+44"]),
    await folder.run(["user", "show", "nobody"]),
    await folder.run(["user", "disable", "nobody"]),
    await folder.run(["user", "remove", "nobody"]),
  ];
  expect(refusals.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(refusals[0]?.err).toBe("There is already a user twice.\n");
  for (const { err } of refusals.slice(1, 3)) expect(err).toContain("phone number is not taken");
  for (const { err } of refusals.slice(3)) expect(err).toBe('There is no user "nobody".\n');
});

test("a password is no argument, and without a terminal the remedy is named", async () => {
  const start = ["user", "add", "bob", "--phone", ADA.phone];
  for (const more of [["secret words"], ["--password", "secret words"]])
    expect((await folder.run([...start, ...more])).code).toBe(2);
  const { code, err } = await folder.run(start);
  expect({ code, err }).toEqual({
    code: 2,
    err: "There is no terminal to ask for the password on. Use --password-stdin.\n",
  });
});
