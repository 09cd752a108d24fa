// What the store promises of messages: one worker at a time, and none for a code that is dead.
import { expect } from "vitest";
import { newIdentifier } from "../../../src/primitives/identifier.ts";
import {
  claimMessage,
  expireMessage,
  findDueMessages,
  findMessageToSend,
  findNewestMessage,
  insertMessage,
  settleMessage,
} from "../../../src/store/messages.ts";
import { deletePendingLogin } from "../../../src/store/pending-logins.ts";
import { changeUser, disableUser } from "../../../src/store/users.ts";
import { endVerification, takeMessage } from "../../../src/store/verifications.ts";
import { addLogin, addUser, LIFETIME, START, type Kit, type TestList } from "../kit.ts";

const LEASE = 30_000;

const newLogin = async (kit: Kit) => addLogin(kit, await addUser(kit));
const rowOf = ({ store }: Kit, id: string) =>
  store.db.selectFrom("messages").selectAll().where("id", "=", id).executeTakeFirstOrThrow();

export const MESSAGES: TestList = {
  "due messages come oldest first, no more than asked for, none of later": async (kit) => {
    const { verificationId } = await newLogin(kit);
    const ids = [];
    for (const ms of [-5000, -9000, -7000]) {
      const id = newIdentifier();
      const message = { id, verification_id: verificationId, issue: 1, channel: "sms" } as const;
      await insertMessage(kit.at(START + ms), message);
      ids.push(id);
    }
    expect(await findDueMessages(kit.at(START - 5000), 10)).toEqual([ids[1], ids[2], ids[0]]);
    expect(await findDueMessages(kit.at(START - 5001), 10)).toEqual([ids[1], ids[2]]);
    expect(await findDueMessages(kit.at(START - 5000), 1)).toEqual([ids[1]]);
  },

  "a message has one owner until the lease ends": async (kit) => {
    const { messageId } = await newLogin(kit);
    expect(await claimMessage(kit.at(START), messageId, LEASE)).toBe(true);
    expect(await claimMessage(kit.at(START), messageId, LEASE)).toBe(false);
    expect(await claimMessage(kit.at(START + LEASE - 1), messageId, LEASE)).toBe(false);
    expect(await rowOf(kit, messageId)).toMatchObject({ status: "sending", attempts: 1 });
    expect(await claimMessage(kit.at(START + LEASE), messageId, LEASE)).toBe(true);
    expect(await rowOf(kit, messageId)).toMatchObject({ status: "sending", attempts: 2 });
  },

  "G12 a message of a dead code is never taken": async (kit) => {
    const deaths: Record<
      string,
      (login: Awaited<ReturnType<typeof newLogin>>) => Promise<unknown>
    > = {
      spent: (login) => endVerification(kit.store, login.verificationId, "spent"),
      "next code": (login) =>
        takeMessage(kit.at(START), login.verificationId, {
          mostMessages: 5,
          renewBelowMs: LIFETIME * 2,
          lifetimeMs: LIFETIME,
        }),
      "user changed": (login) => changeUser(kit.store, login.user_id, {}),
      "user disabled": (login) => disableUser(kit.store, login.user_id),
      "login gone": (login) => deletePendingLogin(kit.store, { id: login.id }),
    };
    for (const [name, die] of Object.entries(deaths)) {
      const login = await newLogin(kit);
      await die(login);
      expect([name, await claimMessage(kit.at(START), login.messageId, LEASE)]).toEqual([
        name,
        false,
      ]);
      await expireMessage(kit.at(START), login.messageId);
      expect([name, (await rowOf(kit, login.messageId)).status]).toEqual([name, "expired"]);
    }
  },

  "a message is taken until its code expires, and not then": async (kit) => {
    const { messageId } = await newLogin(kit);
    expect(await claimMessage(kit.at(START + LIFETIME), messageId, LEASE)).toBe(false);
    expect(await claimMessage(kit.at(START + LIFETIME - 1), messageId, LEASE)).toBe(true);
  },

  "what a worker needs is found in one go": async (kit) => {
    const { messageId, verificationId } = await newLogin(kit);
    await claimMessage(kit.at(START), messageId, LEASE);
    expect(await findMessageToSend(kit.at(START + 1), messageId)).toMatchObject({
      issue: 1,
      channel: "sms",
      attempts: 1,
      verification_id: verificationId,
      expires_at: START + LIFETIME,
      now: START + 1,
    });
  },

  "a message in another worker's hands does not expire": async (kit) => {
    const { messageId } = await newLogin(kit);
    await claimMessage(kit.at(START), messageId, LEASE);
    await expireMessage(kit.at(START + LEASE - 1), messageId);
    expect((await rowOf(kit, messageId)).status).toBe("sending");
  },

  "only the owner settles, once": async (kit) => {
    const { messageId } = await newLogin(kit);
    await claimMessage(kit.at(START), messageId, LEASE);
    await claimMessage(kit.at(START + LEASE), messageId, LEASE);
    const settle = (attempts: number, provider_sid: string) =>
      settleMessage(kit.store, messageId, { attempts }, { status: "accepted", provider_sid });
    expect(await settle(1, "SMlate")).toBe(false);
    expect(await settle(2, "SMmine")).toBe(true);
    expect(await settle(2, "SMtwice")).toBe(false);
    expect(await rowOf(kit, messageId)).toMatchObject({
      status: "accepted",
      provider_sid: "SMmine",
      error_code: null,
    });
    expect(await claimMessage(kit.at(START + LIFETIME - 1), messageId, LEASE)).toBe(false);
    await expireMessage(kit.at(START + LIFETIME), messageId);
    expect((await rowOf(kit, messageId)).status).toBe("accepted");
  },

  "a message to be tried again waits its time": async (kit) => {
    const { messageId } = await newLogin(kit);
    await claimMessage(kit.at(START), messageId, LEASE);
    const result = { status: "queued", error_code: 20429, retryInMs: 4000 } as const;
    expect(await settleMessage(kit.at(START), messageId, { attempts: 1 }, result)).toBe(true);
    expect(await rowOf(kit, messageId)).toMatchObject({ status: "queued", error_code: 20429 });
    expect(await claimMessage(kit.at(START + 3999), messageId, LEASE)).toBe(false);
    expect(await claimMessage(kit.at(START + 4000), messageId, LEASE)).toBe(true);
  },

  "the newest message is the one a visitor waits for": async (kit) => {
    const { verificationId, messageId } = await newLogin(kit);
    await settleMessage(kit.at(START), messageId, { attempts: 0 }, { status: "accepted" });
    const message = { verification_id: verificationId, issue: 1, channel: "call" } as const;
    await insertMessage(kit.at(START + 1), { ...message, id: newIdentifier() });
    expect(await findNewestMessage(kit.at(START + 2), verificationId)).toEqual({
      status: "queued",
      error_code: null,
      attempts: 0,
      channel: "call",
      created_at: START + 1,
      now: START + 2,
    });
    expect(await findNewestMessage(kit.store, newIdentifier())).toBeUndefined();
  },
};
