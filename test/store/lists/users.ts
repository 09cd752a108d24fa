// What the store promises of users.
import { expect } from "vitest";
import {
  changeUser,
  clearWrongCodes,
  countGuessOfUser,
  deleteUser,
  disableUser,
  enableUser,
  findUserByName,
  insertUser,
  listUsers,
  replaceSecrets,
} from "../../../src/store/users.ts";
import { addUser, findUser, newUser, START, type TestList } from "../kit.ts";

const RULE = {
  stopAt: 20,
  pauses: [
    { after: 3, pauseMs: 60_000 },
    { after: 6, pauseMs: 120_000 },
  ],
};

export const USERS: TestList = {
  "a user comes back as written, with the database's time": async ({ at }) => {
    const user = newUser();
    await insertUser(at(START), user);
    expect(await findUserByName(at(START + 7), user.username)).toEqual({
      ...user,
      disabled_at: null,
      generation: 1,
      wrong_codes: 0,
      codes_paused_until: 0,
      created_at: START,
      now: START + 7,
    });
  },

  "a username that is taken is a duplicate, anything else is not": async (kit) => {
    const { at, store } = kit;
    const user = await addUser(kit);
    const again = insertUser(at(START), newUser(user.username));
    expect(store.isDuplicate(await again.catch((error: unknown) => error))).toBe(true);
    const broken = insertUser(at(START), { ...newUser(), username: null as unknown as string });
    expect(store.isDuplicate(await broken.catch((error: unknown) => error))).toBe(false);
    await expect(broken).rejects.toThrow(/null/i);
  },

  "names are told apart to the last code point": async (kit) => {
    const names = ["zoë", "zoe\u0308", "zoe", "Zoe", "zoẹ", "z𝗈e", "ʐoe"];
    for (const name of names) await addUser(kit, name);
    for (const name of names) expect((await findUser(kit.at(START), name)).username).toBe(name);
    expect(await findUserByName(kit.at(START), "ZOE")).toBeUndefined();
  },

  "pages of users come in the order of code points, without gap or repetition": async (kit) => {
    const names = ["y-1", "y-a", "y-é", "y-中", "y-￥", "y-😀"];
    for (const name of names.toReversed()) await addUser(kit, name);
    const seen: string[] = [];
    for (let after = "y-"; ;) {
      const page = await listUsers(kit.at(START), after, 4);
      seen.push(...page.map((user) => user.username));
      if (page.length < 4) break;
      after = page.at(-1)?.username ?? "";
    }
    expect(seen.filter((name) => name.startsWith("y-"))).toEqual(names);
  },

  "a hash is replaced only while it is the one that was verified": async (kit) => {
    const user = await addUser(kit);
    const next = { password_hash: "$argon2id$next", password_key_id: "89abcdef" };
    const late = { password_hash: "$argon2id$late", password_key_id: "00000000" };
    await replaceSecrets(kit.store, user, next);
    await replaceSecrets(kit.store, user, late);
    expect(await findUser(kit.store, user.username)).toMatchObject({ ...next, generation: 1 });
  },

  "a change raises the generation": async (kit) => {
    const user = await addUser(kit);
    await changeUser(kit.store, user.id, { phone_index: "0".repeat(64) });
    await changeUser(kit.store, user.id, { password_hash: "$argon2id$new" });
    expect(await findUser(kit.store, user.username)).toMatchObject({
      phone_index: "0".repeat(64),
      password_hash: "$argon2id$new",
      generation: 3,
    });
  },

  "a user is disabled once, and enabled with wrong codes forgotten": async (kit) => {
    const user = await addUser(kit);
    await countGuessOfUser(kit.at(START), user, RULE);
    expect(await disableUser(kit.at(START + 5), user.id)).toBe(true);
    expect(await disableUser(kit.at(START + 6), user.id)).toBe(false);
    const disabled = await findUser(kit.store, user.username);
    expect(disabled).toMatchObject({ disabled_at: START + 5, generation: 2, wrong_codes: 1 });
    expect(await countGuessOfUser(kit.at(START + 7), disabled, RULE)).toBe(false);
    await enableUser(kit.store, user.id);
    const enabled = { disabled_at: null, generation: 2, wrong_codes: 0, codes_paused_until: 0 };
    expect(await findUser(kit.store, user.username)).toMatchObject(enabled);
  },

  "a removed user is gone": async (kit) => {
    const user = await addUser(kit);
    await deleteUser(kit.store, user.id);
    expect(await findUserByName(kit.store, user.username)).toBeUndefined();
  },

  "wrong codes pause at the third, for as long as the rule says": async (kit) => {
    const user = await addUser(kit);
    const guessAt = (ms: number) => countGuessOfUser(kit.at(ms), user, RULE);
    const counted = async () => (await findUser(kit.store, user.username)).wrong_codes;
    expect([await guessAt(START), await guessAt(START)]).toEqual([true, true]);
    expect((await findUser(kit.store, user.username)).codes_paused_until).toBe(0);
    expect(await guessAt(START)).toBe(true);
    expect((await findUser(kit.store, user.username)).codes_paused_until).toBe(START + 60_000);
    expect([await guessAt(START + 59_999), await counted()]).toEqual([false, 3]);
    expect([await guessAt(START + 60_000), await counted()]).toEqual([true, 4]);
    expect([await guessAt(START + 60_001), await counted()]).toEqual([true, 5]);
    expect(await guessAt(START + 60_002)).toBe(true);
    expect((await findUser(kit.store, user.username)).codes_paused_until).toBe(START + 180_002);
  },

  "wrong codes stop for good at the last of the rule": async (kit) => {
    const user = await addUser(kit);
    const rule = { stopAt: 3, pauses: [{ after: 9, pauseMs: 1 }] };
    const results = [];
    for (let guess = 0; guess < 4; guess += 1)
      results.push(await countGuessOfUser(kit.at(START), user, rule));
    expect(results).toEqual([true, true, true, false]);
    expect(await countGuessOfUser(kit.at(START + 1e12), user, rule)).toBe(false);
  },

  "a guess of a generation that has passed is not counted": async (kit) => {
    const user = await addUser(kit);
    await changeUser(kit.store, user.id, {});
    expect(await countGuessOfUser(kit.at(START), user, RULE)).toBe(false);
    expect((await findUser(kit.store, user.username)).wrong_codes).toBe(0);
  },

  "a complete login forgets wrong codes and their pause": async (kit) => {
    const user = await addUser(kit);
    for (let guess = 0; guess < 3; guess += 1) await countGuessOfUser(kit.at(START), user, RULE);
    await clearWrongCodes(kit.store, user.id);
    const row = await findUser(kit.store, user.username);
    expect([row.wrong_codes, row.codes_paused_until]).toEqual([0, 0]);
  },
};
