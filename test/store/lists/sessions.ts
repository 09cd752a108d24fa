// What the store promises of sessions.
import { expect } from "vitest";
import {
  deleteSession,
  deleteSessionsOf,
  findSession,
  touchSession,
} from "../../../src/store/sessions.ts";
import { changeUser, deleteUser, disableUser } from "../../../src/store/users.ts";
import { addSession, addUser, hash, START, type TestList } from "../kit.ts";

const IDLE = 60_000;
const LIFETIME = 100_000;

export const SESSIONS: TestList = {
  "a session is found with its user and the database's time": async (kit) => {
    const user = await addUser(kit);
    const session = await addSession(kit, user, LIFETIME);
    expect(await findSession(kit.at(START + 3), session.token_hash, IDLE)).toEqual({
      id: session.id,
      user_id: user.id,
      seen_at: START,
      username: user.username,
      is_admin: 0,
      now: START + 3,
    });
    expect(await findSession(kit.at(START), hash(), IDLE)).toBeUndefined();
  },

  "a session ends when it was not seen for long enough, to the millisecond": async (kit) => {
    const session = await addSession(kit, await addUser(kit), LIFETIME);
    const isFoundAt = async (ms: number) =>
      (await findSession(kit.at(ms), session.token_hash, IDLE)) !== undefined;
    expect(await isFoundAt(START + IDLE - 1)).toBe(true);
    expect(await isFoundAt(START + IDLE)).toBe(false);
    expect(await isFoundAt(START + IDLE + 1)).toBe(false);
    await touchSession(kit.at(START + IDLE - 1), session.id);
    expect(await isFoundAt(START + IDLE)).toBe(true);
  },

  "a session ends at the end of its life however often it is seen": async (kit) => {
    const session = await addSession(kit, await addUser(kit), LIFETIME);
    await touchSession(kit.at(START + LIFETIME - 2), session.id);
    const find = (ms: number) => findSession(kit.at(ms), session.token_hash, IDLE);
    expect(await find(START + LIFETIME - 1)).toBeDefined();
    expect(await find(START + LIFETIME)).toBeUndefined();
    expect(await find(START + LIFETIME + 1)).toBeUndefined();
  },

  "a session is not found once its user changed, was disabled or removed": async (kit) => {
    for (const end of [changeUser, disableUser, deleteUser]) {
      const user = await addUser(kit);
      const session = await addSession(kit, user, LIFETIME);
      await end(kit.store, user.id, {});
      expect(await findSession(kit.at(START), session.token_hash, IDLE)).toBeUndefined();
    }
  },

  "ending a session tells whose it was, once": async (kit) => {
    const user = await addUser(kit);
    const session = await addSession(kit, user, LIFETIME);
    expect(await deleteSession(kit.store, session.token_hash)).toBe(user.id);
    expect(await deleteSession(kit.store, session.token_hash)).toBeUndefined();
  },

  "all sessions of one user are ended, and nobody else's": async (kit) => {
    const [user, other] = [await addUser(kit), await addUser(kit)];
    const sessions = [];
    for (let n = 0; n < 3; n += 1) sessions.push(await addSession(kit, user, LIFETIME));
    const kept = await addSession(kit, other, LIFETIME);
    await deleteSessionsOf(kit.store, user.id);
    for (const { token_hash } of sessions)
      expect(await findSession(kit.at(START), token_hash, IDLE)).toBeUndefined();
    expect(await findSession(kit.at(START), kept.token_hash, IDLE)).toBeDefined();
  },
};
