// What the store promises of pending logins and verifications.
import { expect } from "vitest";
import { newIdentifier } from "../../../src/primitives/identifier.ts";
import {
  deletePendingLogin,
  deletePendingLoginsOf,
  extendPendingLogin,
  findPendingLogin,
  insertPendingLogin,
} from "../../../src/store/pending-logins.ts";
import { changeUser, disableUser } from "../../../src/store/users.ts";
import {
  countGuess,
  endLiveVerification,
  endVerification,
  endVerificationOfLogin,
  findVerification,
  insertVerification,
  takeMessage,
} from "../../../src/store/verifications.ts";
import {
  addLogin,
  addUser,
  hash,
  LIFETIME,
  newVerification,
  START,
  type Kit,
  type TestList,
} from "../kit.ts";

const END = START + LIFETIME;
const RESEND = { mostMessages: 3, renewBelowMs: 120_000, lifetimeMs: LIFETIME };

const newLogin = async (kit: Kit) => addLogin(kit, await addUser(kit));

export const LOGINS: TestList = {
  "a pending login is found by its token, with verification, user and time": async (kit) => {
    const user = await addUser(kit);
    const login = await addLogin(kit, user);
    expect(await findPendingLogin(kit.at(START + 9), login.token_hash)).toEqual({
      id: login.id,
      user_id: user.id,
      generation: 1,
      return_to: null,
      verification_id: login.verificationId,
      key_id: user.password_key_id,
      issue: 1,
      guesses: 0,
      messages: 1,
      phone_sealed: user.phone_sealed,
      expires_at: END,
      ended_as: null,
      username: user.username,
      wrong_codes: 0,
      codes_paused_until: 0,
      now: START + 9,
    });
    expect(await findPendingLogin(kit.at(START), hash())).toBeUndefined();
    expect(await findPendingLogin(kit.at(START), login.token_hash.toUpperCase())).toBeUndefined();
  },

  "a pending login is not found once its user changed or was disabled": async (kit) => {
    for (const end of [changeUser, disableUser]) {
      const user = await addUser(kit);
      const login = await addLogin(kit, user);
      await end(kit.store, user.id, {});
      expect(await findPendingLogin(kit.store, login.token_hash)).toBeUndefined();
    }
  },

  "an expired or ended verification is found, for the visitor to be told": async (kit) => {
    const login = await newLogin(kit);
    await endVerification(kit.store, login.verificationId, "superseded");
    const found = await findPendingLogin(kit.at(END + 1), login.token_hash);
    expect(found).toMatchObject({ ended_as: "superseded", expires_at: END });
  },

  "pending logins are deleted by id, by token, or all of a user": async (kit) => {
    const user = await addUser(kit);
    const rows = async () =>
      (
        await kit.store.db
          .selectFrom("pending_logins")
          .select("id")
          .where("user_id", "=", user.id)
          .execute()
      ).map(({ id }) => id);
    const logins = [];
    for (let n = 0; n < 4; n += 1) {
      const login = { id: newIdentifier(), token_hash: hash(), user_id: user.id, generation: 1 };
      await insertPendingLogin(kit.store, { ...login, return_to: null }, LIFETIME);
      logins.push(login);
    }
    const [first, second, ...others] = logins;
    await deletePendingLogin(kit.store, { id: first?.id ?? "" });
    await deletePendingLogin(kit.store, { token_hash: second?.token_hash ?? "" });
    expect((await rows()).toSorted()).toEqual(others.map(({ id }) => id).toSorted());
    await deletePendingLoginsOf(kit.store, user.id);
    expect(await rows()).toEqual([]);
  },

  "a pending login's life is extended from now": async (kit) => {
    const login = await newLogin(kit);
    await extendPendingLogin(kit.at(START + 1000), login.id, LIFETIME);
    const row = await kit.store.db
      .selectFrom("pending_logins")
      .selectAll()
      .where("id", "=", login.id)
      .executeTakeFirst();
    expect(row).toMatchObject({ created_at: START, expires_at: END + 1000 });
  },

  "two rows of one token are a duplicate": async (kit) => {
    const { token_hash, user_id } = await newLogin(kit);
    const other = { id: newIdentifier(), token_hash, user_id, generation: 1, return_to: null };
    const error = await insertPendingLogin(kit.store, other, 1).catch((thrown: unknown) => thrown);
    expect(kit.store.isDuplicate(error)).toBe(true);
  },

  "five guesses are counted and no sixth": async (kit) => {
    const { verificationId } = await newLogin(kit);
    const results = [];
    for (let n = 0; n < 6; n += 1) results.push(await countGuess(kit.at(START), verificationId, 5));
    expect(results).toEqual([true, true, true, true, true, false]);
    expect((await findVerification(kit.store, verificationId)).guesses).toBe(5);
  },

  "a guess is counted until the last millisecond and not at the end": async (kit) => {
    const { verificationId } = await newLogin(kit);
    expect(await countGuess(kit.at(END - 1), verificationId, 5)).toBe(true);
    expect(await countGuess(kit.at(END), verificationId, 5)).toBe(false);
    expect(await countGuess(kit.at(END + 1), verificationId, 5)).toBe(false);
    expect((await findVerification(kit.store, verificationId)).guesses).toBe(1);
  },

  "no guess is counted after the end": async (kit) => {
    const { verificationId } = await newLogin(kit);
    await endVerification(kit.store, verificationId, "canceled");
    expect(await countGuess(kit.at(START), verificationId, 5)).toBe(false);
    expect((await findVerification(kit.store, verificationId)).guesses).toBe(0);
  },

  "a verification ends once, and keeps what it ended as": async (kit) => {
    const { verificationId } = await newLogin(kit);
    expect(await endVerification(kit.store, verificationId, "spent")).toBe(true);
    expect(await endVerification(kit.store, verificationId, "exhausted")).toBe(false);
    expect((await findVerification(kit.store, verificationId)).ended_as).toBe("spent");
  },

  "one verification lives per user and purpose": async (kit) => {
    const user = await addUser(kit);
    const first = await addLogin(kit, user);
    const second = newVerification(user, first.id);
    const error = await insertVerification(kit.store, second, LIFETIME).catch((e: unknown) => e);
    expect(kit.store.isDuplicate(error)).toBe(true);
    await endLiveVerification(kit.store, user.id, "sign-in", "superseded");
    await insertVerification(kit.store, second, LIFETIME);
    expect((await findVerification(kit.store, first.verificationId)).ended_as).toBe("superseded");
    expect((await findVerification(kit.store, second.id)).ended_as).toBeNull();
  },

  "ending what lives leaves other users alone, and what had ended": async (kit) => {
    const [user, other] = [await addUser(kit), await addUser(kit)];
    const spent = await addLogin(kit, user);
    const alive = await addLogin(kit, other);
    await endVerification(kit.store, spent.verificationId, "spent");
    await endLiveVerification(kit.store, user.id, "sign-in", "canceled");
    expect((await findVerification(kit.store, spent.verificationId)).ended_as).toBe("spent");
    expect((await findVerification(kit.store, alive.verificationId)).ended_as).toBeNull();
  },

  "the verification of one browser's login ends by its token": async (kit) => {
    const [login, other] = [await newLogin(kit), await newLogin(kit)];
    await endVerificationOfLogin(kit.store, login.token_hash, "canceled");
    await endVerificationOfLogin(kit.store, hash(), "canceled");
    expect((await findVerification(kit.store, login.verificationId)).ended_as).toBe("canceled");
    expect((await findVerification(kit.store, other.verificationId)).ended_as).toBeNull();
  },

  "a resend takes the same code while two minutes are left, the next with less": async (kit) => {
    const cases = [
      [END - 120_001, "same-code", { issue: 1, messages: 2, expires_at: END }],
      [END - 120_000, "same-code", { issue: 1, messages: 2, expires_at: END }],
      [END - 119_999, "next-code", { issue: 2, messages: 2, expires_at: END + LIFETIME - 119_999 }],
      [END - 1, "next-code", { issue: 2, messages: 2, expires_at: END + LIFETIME - 1 }],
      [END, undefined, { issue: 1, messages: 1, expires_at: END }],
    ] as const;
    for (const [now, sent, row] of cases) {
      const { verificationId } = await newLogin(kit);
      await countGuess(kit.at(START), verificationId, 5);
      expect(await takeMessage(kit.at(now), verificationId, RESEND)).toBe(sent);
      expect(await rowOf(kit, verificationId)).toMatchObject({ ...row, guesses: 1 });
    }
  },

  "no more messages are taken than the rule allows": async (kit) => {
    const { verificationId } = await newLogin(kit);
    const taken = [];
    for (let n = 0; n < 3; n += 1)
      taken.push(await takeMessage(kit.at(START), verificationId, RESEND));
    expect(taken).toEqual(["same-code", "same-code", undefined]);
    expect(await takeMessage(kit.at(END - 1), verificationId, RESEND)).toBeUndefined();
    expect(await rowOf(kit, verificationId)).toMatchObject({ messages: 3, issue: 1 });
  },

  "no message is taken after the end": async (kit) => {
    const { verificationId } = await newLogin(kit);
    await endVerification(kit.store, verificationId, "exhausted");
    expect(await takeMessage(kit.at(START), verificationId, RESEND)).toBeUndefined();
    expect(await takeMessage(kit.at(END - 1), verificationId, RESEND)).toBeUndefined();
  },
};

const rowOf = ({ store }: Kit, id: string) =>
  store.db.selectFrom("verifications").selectAll().where("id", "=", id).executeTakeFirst();
