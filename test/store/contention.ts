// What the store promises when many want the same thing at once, on several pools of connections
// where the engine has them.
import { expect } from "vitest";
import { insertMessage, claimMessage } from "../../src/store/messages.ts";
import { newIdentifier } from "../../src/primitives/identifier.ts";
import { purgeBatch } from "../../src/store/purge.ts";
import { deleteSession } from "../../src/store/sessions.ts";
import { openStore, type Queries, type Store } from "../../src/store/store.ts";
import { changeUser, countGuessOfUser, disableUser } from "../../src/store/users.ts";
import {
  countGuess,
  endVerification,
  findVerification,
  insertVerification,
  takeMessage,
} from "../../src/store/verifications.ts";
import {
  addLogin,
  addSession,
  addUser,
  findUser,
  LIFETIME,
  newVerification,
  START,
  type Kit,
  type TestList,
} from "./kit.ts";

const MANY = 200;

/** Runs `work` many times at once, over three replicas of the store on MySQL. */
async function atOnce<T>(
  { store, url, at }: Kit,
  count: number,
  work: (q: Queries, store: Store) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  const others = store.engine === "mysql" ? [await openStore(url), await openStore(url)] : [];
  const stores = [store, ...others];
  const { now } = at(START);
  const results = await Promise.allSettled(
    Array.from({ length: count }, (_, n) => {
      const replica = stores[n % stores.length] ?? store;
      return work({ db: replica.db, now }, replica);
    }),
  );
  await Promise.all(others.map((other) => other.close()));
  return results;
}

/** How many said `value`; a failure of any fails the test. */
async function countOf<T>(results: Promise<PromiseSettledResult<T>[]>, value: T): Promise<number> {
  const said = (await results).map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
  return said.filter((one) => one === value).length;
}

export const CONTENTION: TestList = {
  [`of ${MANY} guesses at once five are counted`]: async (kit) => {
    const { verificationId } = await addLogin(kit, await addUser(kit));
    const guesses = atOnce(kit, MANY, (q) => countGuess(q, verificationId, 5));
    expect(await countOf(guesses, true)).toBe(5);
    expect((await findVerification(kit.store, verificationId)).guesses).toBe(5);
  },

  [`of ${MANY} guesses at once ten are counted against the user`]: async (kit) => {
    const user = await addUser(kit);
    const rule = { stopAt: 100, pauses: [{ after: 10, pauseMs: 60_000 }] };
    const guesses = atOnce(kit, MANY, (q) => countGuessOfUser(q, user, rule));
    expect(await countOf(guesses, true)).toBe(10);
    expect(await findUser(kit.store, user.username)).toMatchObject({
      wrong_codes: 10,
      codes_paused_until: START + 60_000,
    });
  },

  [`of ${MANY} that spend a verification at once one does`]: async (kit) => {
    const { verificationId } = await addLogin(kit, await addUser(kit));
    const spent = atOnce(kit, MANY, (q) => endVerification(q, verificationId, "spent"));
    expect(await countOf(spent, true)).toBe(1);
  },

  "of thirty verifications begun at once one lives": async (kit) => {
    const user = await addUser(kit);
    const results = await atOnce(kit, 30, (q) =>
      insertVerification(q, newVerification(user, newIdentifier()), LIFETIME),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of results)
      if (result.status === "rejected") expect(kit.store.isDuplicate(result.reason)).toBe(true);
  },

  "of fifty resends at once as many are taken as are left": async (kit) => {
    const { verificationId } = await addLogin(kit, await addUser(kit));
    const rule = { mostMessages: 5, renewBelowMs: 120_000, lifetimeMs: LIFETIME };
    const taken = atOnce(kit, 50, (q) => takeMessage(q, verificationId, rule));
    expect(await countOf(taken, "same-code")).toBe(4);
  },

  "of fifty resends at once near the end one issues the next code": async (kit) => {
    const { verificationId } = await addLogin(kit, await addUser(kit));
    const rule = { mostMessages: 100, renewBelowMs: LIFETIME + 1, lifetimeMs: LIFETIME + 2 };
    const taken = await atOnce(kit, 50, (q) => takeMessage(q, verificationId, rule));
    expect(taken.filter((r) => r.status === "fulfilled" && r.value === "next-code")).toHaveLength(
      1,
    );
    expect((await findVerification(kit.store, verificationId)).issue).toBe(2);
  },

  "each of twenty messages goes to one of many workers": async (kit) => {
    const { verificationId } = await addLogin(kit, await addUser(kit));
    for (let n = 0; n < 20; n += 1) {
      const message = { id: newIdentifier(), verification_id: verificationId, issue: 1 };
      await insertMessage(kit.at(START), { ...message, channel: "sms" });
      const claims = atOnce(kit, 12, (q) => claimMessage(q, message.id, 30_000));
      expect(await countOf(claims, true)).toBe(1);
    }
  },

  "of fifty that end a session at once one did": async (kit) => {
    const user = await addUser(kit);
    const { token_hash } = await addSession(kit, user, LIFETIME);
    const ended = atOnce(kit, 50, (q) => deleteSession(q, token_hash));
    expect(await countOf(ended, user.id)).toBe(1);
  },

  "of twenty that disable a user at once one did": async (kit) => {
    const user = await addUser(kit);
    const disabled = atOnce(kit, 20, (q) => disableUser(q, user.id));
    expect(await countOf(disabled, true)).toBe(1);
    expect((await findUser(kit.store, user.username)).generation).toBe(2);
  },

  "no change is lost among transactions that cross each other": async (kit) => {
    const users = [await addUser(kit), await addUser(kit), await addUser(kit)];
    const orders = [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [2, 0, 1],
    ];
    let next = 0;
    const results = await atOnce(kit, 60, (_q, store) => {
      const order = orders[next++ % orders.length] ?? [];
      return store.transaction(async (q) => {
        for (const n of order) await changeUser(q, users[n]?.id ?? "", {});
      });
    });
    expect(results.filter((result) => result.status === "rejected")).toEqual([]);
    for (const { username } of users)
      expect((await findUser(kit.store, username)).generation).toBe(61);
  },

  "purging at once leaves nothing and fails nobody": async (kit) => {
    const user = await addUser(kit);
    for (let n = 0; n < 40; n += 1) await addSession(kit, user, -1000);
    const purges = await atOnce(kit, 12, (q) => purgeBatch(q, "sessions", "expires_at", 0, 10));
    expect(purges.filter((result) => result.status === "rejected")).toEqual([]);
    const left = kit.store.db.selectFrom("sessions").select("id").where("user_id", "=", user.id);
    while ((await purgeBatch(kit.at(START), "sessions", "expires_at", 0, 10)) > 0);
    expect(await left.execute()).toEqual([]);
  },
};
