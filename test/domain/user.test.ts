// Owns what is asked of users as an operator sees and changes them.
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { resumePendingLogin } from "../../src/domain/pending-login.ts";
import { checkPassword } from "../../src/domain/sign-in.ts";
import { usersOf } from "../../src/domain/user.ts";
import { createKeyRing, unseal } from "../../src/primitives/secret.ts";
import { openRules, PASSWORD } from "../helpers/domain.ts";

const ADA = { username: "ada", phone: "+447700900123", password: PASSWORD, isAdmin: false };

async function openUsers() {
  const rules = await openRules();
  const users = usersOf(rules.context);
  const row = () => rules.store.db.selectFrom("users").selectAll().executeTakeFirstOrThrow();
  const canSignIn = async (username: string, password = PASSWORD): Promise<boolean> =>
    (await checkPassword(rules.context, { username, password }, {}, {})).ok;
  return { ...rules, users, row, canSignIn };
}

const messageOf = (outcome: { ok: boolean; message?: string }) => outcome.message ?? "done";

describe("adding", () => {
  test("shows the user with the number masked, and keeps neither number nor password in clear", async () => {
    const { users, row, context } = await openUsers();
    const added = await users.add({ ...ADA, username: "Ａda", phone: "+44 7700 900123" });
    expect(added).toMatchObject({
      ok: true,
      user: { username: "ada", phone: "•••• ••• 123", isAdmin: false, status: "enabled" },
    });
    const stored = await row();
    expect(JSON.stringify(stored)).not.toMatch(/7700900123|mill wheel/);
    expect(unseal(context.keys, stored.phone_sealed, `user:${stored.id}`)).toBe(ADA.phone);
    expect(stored).toMatchObject({ username: "ada", generation: 1, wrong_codes: 0 });
  });

  test("G16 no second spelling is a second user", async () => {
    const { users, count, canSignIn } = await openUsers();
    await users.add({ ...ADA, username: "Straße" });
    for (const username of ["strasse", "STRASSE", "STRAẞE", "ｓtraße"]) {
      expect(messageOf(await users.add({ ...ADA, username }))).toBe(
        "There is already a user strasse.",
      );
      expect(await canSignIn(username)).toBe(true);
    }
    expect(await count("users")).toBe(1);
  });

  test.each([
    ["a name with a space", { username: "ada l" }, /cannot be a username/],
    ["no name", { username: "" }, /cannot be a username/],
    ["a number without country", { phone: "07700900123" }, /with \+ and the country code/],
    ["a premium number", { phone: "+449098790000" }, /costs extra/],
    ["a short password", { password: "short" }, /too short/],
    ["the username as password", { username: "millwheels", password: "MillWheels" }, /username/],
    ["the site's name as password", { password: "difference works" }, /name of this site/],
  ])("%s: nothing is written, the reason is told", async (_name, wrong, reason) => {
    const { users, count } = await openUsers();
    expect(messageOf(await users.add({ ...ADA, ...wrong }))).toMatch(reason);
    expect([await count("users"), await count("events")]).toEqual([0, 0]);
  });
});

describe("a change", () => {
  test.each([
    ["set-password", "password-changed"],
    ["set-phone", "phone-changed"],
    ["disable", "user-disabled"],
    ["remove", "user-removed"],
  ])("G8 %s ends the pending login and writes one event, %s", async (change, event) => {
    const { users, startLogin, context, store, count } = await openUsers();
    await users.add(ADA);
    const token = await startLogin("ada");
    expect(await resumePendingLogin(context, token)).toBeDefined();
    const before = await count("events");
    if (change === "set-password") await users.setPassword("ADA", "another turn of the wheel");
    if (change === "set-phone") await users.setPhone("ADA", "+447700900456");
    if (change === "disable") await users.setEnabled("ADA", false);
    if (change === "remove") await users.remove("ADA");
    expect(await resumePendingLogin(context, token)).toBeUndefined();
    expect(await count("pending_logins")).toBe(0);
    expect(await count("events")).toBe(before + 1);
    const newest = await store.db
      .selectFrom("events")
      .selectAll()
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirstOrThrow();
    expect(newest).toMatchObject({ name: event, outcome: "success" });
  });

  test("of the password: the new one signs in, the old one does not", async () => {
    const { users, canSignIn } = await openUsers();
    await users.add(ADA);
    expect(messageOf(await users.setPassword("ada", "12345678"))).toMatch(/common/);
    expect(await canSignIn("ada")).toBe(true);
    await users.setPassword("ada", "another turn of the wheel");
    expect(await canSignIn("ada")).toBe(false);
    expect(await canSignIn("ada", "another turn of the wheel")).toBe(true);
  });

  test("disabled and enabled twice: one event each that changes something", async () => {
    const { users, canSignIn, store } = await openUsers();
    await users.add(ADA);
    await users.setEnabled("ada", false);
    await users.setEnabled("ada", false);
    expect(await canSignIn("ada")).toBe(false);
    expect(await users.show("ada")).toMatchObject({ user: { status: "disabled" } });
    await users.setEnabled("ada", true);
    expect(await canSignIn("ada")).toBe(true);
    const events = await store.db
      .selectFrom("events")
      .select("name")
      .where("name", "like", "user-%")
      .orderBy("id")
      .execute();
    expect(events.map(({ name }) => name)).toEqual(["user-added", "user-disabled", "user-enabled"]);
  });

  test("of somebody who is not there is told as such", async () => {
    const { users } = await openUsers();
    for (const outcome of [
      await users.setPassword("eve", "another turn of the wheel"),
      await users.setPhone("eve", ADA.phone),
      await users.setEnabled("eve", false),
      await users.remove("eve"),
      await users.show("eve"),
    ])
      expect(messageOf(outcome)).toBe('There is no user "eve".');
  });
});

describe("the secret is replaced", () => {
  test("old users sign in on, their hash is made again, their number stays readable", async () => {
    const { users, row, canSignIn, context } = await openUsers();
    await users.add(ADA);
    const [before, oldKeys] = [await row(), context.keys];
    const newSecret = randomBytes(32);
    const fresh = createKeyRing([newSecret]).current;
    const both = [fresh, oldKeys.current];
    const rotated = {
      current: fresh,
      all: both,
      find: (id: string) => both.find((k) => k.id === id),
    };
    const after = usersOf({ ...context, keys: rotated });
    const signIn = () =>
      checkPassword({ ...context, keys: rotated }, { username: "ada", password: PASSWORD }, {}, {});
    expect((await signIn()).ok).toBe(true);
    const stored = await row();
    expect(stored.password_key_id).toBe(fresh.id);
    expect(stored.password_hash).not.toBe(before.password_hash);
    expect(stored.phone_sealed).not.toBe(before.phone_sealed);
    expect(stored.generation).toBe(before.generation);
    expect(await after.show("ada")).toMatchObject({ user: { phone: "•••• ••• 123" } });
    expect(await canSignIn("ada")).toBe(false);
  });
});

test("users are listed in the order of their names", async () => {
  const { users } = await openUsers();
  for (const username of ["grace", "ada", "émilie", "ben"]) await users.add({ ...ADA, username });
  const names: string[] = [];
  for await (const user of users.each()) names.push(user.username);
  expect(names).toEqual(["ada", "ben", "grace", "émilie"]);
});
