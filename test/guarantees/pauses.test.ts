// G2, G7: to the millisecond, by a database clock that stands still: when codes pause and for how long,
// when a code ends, when a session ends.
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { deriveCode } from "../../src/domain/code.ts";
import type { Context } from "../../src/domain/context.ts";
import { resumePendingLogin } from "../../src/domain/pending-login.ts";
import { resumeSession } from "../../src/domain/session.ts";
import { checkCode, checkPassword, resendCode } from "../../src/domain/sign-in.ts";
import { hours, minutes, seconds } from "../../src/primitives/duration.ts";
import { hashToken } from "../../src/primitives/secret.ts";
import { freezeClock } from "../helpers/bent-store.ts";
import { ENGINES, startHouse, wrongCode, type House } from "../helpers/house.ts";
import { addPerson, type Person } from "../helpers/person.ts";

describe.each(ENGINES)("on %s", (engine) => {
  let house: House;
  let person: Person;
  let domain: Context;
  const clock = { ms: 0 };

  beforeAll(async () => {
    house = await startHouse(engine);
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    person = await addPerson(house);
    const { store } = house.twostep;
    const { rows } = await sql<{ now: number }>`select ${store.now()} as now`.execute(store.db);
    clock.ms = rows[0]!.now;
    domain = { ...freezeClock(house.twostep.domain, clock), onMessage: () => undefined };
  });

  /** A half login of this moment and its code, or why there is none. */
  async function begin() {
    const { username, password } = person;
    const outcome = await checkPassword(domain, { username, password }, {}, {});
    if (!outcome.ok) return outcome.refusal;
    const code = await codeOf(domain, outcome.pendingToken);
    return { tokens: { pendingToken: outcome.pendingToken }, code };
  }
  async function mustBegin() {
    const login = await begin();
    if (!("code" in login)) throw new Error(login.reason);
    return login;
  }
  type Login = Awaited<ReturnType<typeof mustBegin>>;
  const type = async ({ tokens }: Login, code: string) => {
    const outcome = await checkCode(domain, { code }, tokens, {});
    return outcome.ok ? outcome : outcome.refusal;
  };
  const typeWrong = async (times: number): Promise<void> => {
    for (let left = times; left > 0; left -= 5) {
      const login = await mustBegin();
      for (let n = 0; n < Math.min(5, left); n += 1)
        expect(await type(login, wrongCode(login.code))).toMatchObject({ reason: "code-wrong" });
    }
  };

  test("G2 while codes pause the right one is refused, and not after", async () => {
    await typeWrong(9);
    const login = await mustBegin();
    await type(login, wrongCode(login.code));
    const refused = { reason: "codes-paused", retryAfterMs: minutes(1) };
    expect(await type(login, login.code)).toEqual(refused);
    expect(await begin()).toEqual(refused);
    clock.ms += minutes(1) - 1;
    expect(await type(login, login.code)).toEqual({ ...refused, retryAfterMs: 1 });
    const live = (await person.verifications()).filter((one) => one.ended_as === null);
    expect(live).toMatchObject([{ guesses: 1 }]);
    clock.ms += 1;
    expect(await type(login, login.code)).toMatchObject({ ok: true });
    expect(await person.row()).toMatchObject({ wrong_codes: 0, codes_paused_until: 0 });
  });

  test("G2 a right tenth code after nine wrong ones signs in", async () => {
    await typeWrong(9);
    const login = await mustBegin();
    expect(await type(login, login.code)).toMatchObject({ ok: true });
  });

  test("G2 pauses double from one minute; the hundredth wrong code stops all", async () => {
    for (let round = 0; round < 9; round += 1) {
      await typeWrong(10);
      const retryAfterMs = minutes(2 ** round);
      expect(await begin()).toEqual({ reason: "codes-paused", retryAfterMs });
      clock.ms += retryAfterMs - 1;
      expect(await begin()).toEqual({ reason: "codes-paused", retryAfterMs: 1 });
      clock.ms += 1;
    }
    await typeWrong(9);
    const login = await mustBegin();
    expect(await type(login, wrongCode(login.code))).toMatchObject({ reason: "code-wrong" });
    for (const wait of [0, hours(1), hours(24 * 365)]) {
      clock.ms += wait;
      expect(await begin()).toEqual({ reason: "codes-stopped" });
      expect(await type(login, login.code)).not.toHaveProperty("ok");
    }
    expect(await person.row()).toMatchObject({ wrong_codes: 100 });
    await house.twostep.users.setEnabled(person.username, true);
    const again = await mustBegin();
    expect(await type(again, again.code)).toMatchObject({ ok: true });
  });

  test("G2 texts pause with the codes", async () => {
    await typeWrong(9);
    const login = await mustBegin();
    await type(login, wrongCode(login.code));
    const outcome = await resendCode(domain, { channel: "sms" }, login.tokens, {});
    expect(outcome).toMatchObject({ ok: false, refusal: { reason: "codes-paused" } });
  });

  test.each([
    [-1, { ok: true }],
    [0, { reason: "code-expired" }],
    [1, { reason: "code-expired" }],
  ])("G7 a code typed %i ms after its end", async (late, expected) => {
    const login = await mustBegin();
    clock.ms += seconds(300) + late;
    expect(await type(login, login.code)).toMatchObject(expected);
  });

  test.each([-1, 0, 1])("G7 a pending login seen %i ms after its end", async (late) => {
    const { tokens } = await mustBegin();
    clock.ms += seconds(300) + late;
    const view = await resumePendingLogin(domain, tokens.pendingToken);
    expect(view?.expiresInMs).toBe(late < 0 ? 1 : undefined);
  });

  test.each([
    [seconds(180), "same-code"],
    [seconds(180) + 1, "next-code"],
    [seconds(300) - 1, "next-code"],
    [seconds(300), "code-expired"],
  ])("G5 G7 a text asked for after %i ms", async (after, expected) => {
    const login = await mustBegin();
    await type(login, wrongCode(login.code));
    clock.ms += after;
    const outcome = await resendCode(domain, { channel: "sms" }, login.tokens, {});
    expect(outcome.ok ? outcome.sent : outcome.refusal.reason).toBe(expected);
    expect((await person.verifications())[0]).toMatchObject({ guesses: 1 });
    if (expected !== "next-code") return;
    const next = await codeOf(domain, login.tokens.pendingToken);
    clock.ms += seconds(300) - 1;
    if (next !== login.code)
      expect(await type(login, login.code)).toMatchObject({ reason: "code-wrong", guessesLeft: 3 });
    expect(await type(login, next)).toMatchObject({ ok: true });
  });

  test.each([-1, 0, 1])("G7 a session seen %i ms after its hour, and its day", async (late) => {
    const login = await mustBegin();
    const signedIn = await type(login, login.code);
    if (!("sessionToken" in signedIn)) throw new Error(signedIn.reason);
    const isLive = async () =>
      (await resumeSession(domain, signedIn.sessionToken))?.user === person.username;
    const began = clock.ms;
    while (clock.ms < began + hours(23.5)) {
      clock.ms += minutes(59);
      expect(await isLive()).toBe(true);
    }
    clock.ms = began + hours(24) + late;
    expect(await isLive()).toBe(late < 0);

    const other = await mustBegin();
    const second = await type(other, other.code);
    if (!("sessionToken" in second)) throw new Error(second.reason);
    clock.ms += hours(1) + late;
    const found = await resumeSession(domain, second.sessionToken);
    expect(found !== undefined).toBe(late < 0);
  });
});

/** What the newest text to the holder of this token says. */
async function codeOf(context: Context, pendingToken: string): Promise<string> {
  const row = await context.store.db
    .selectFrom("verifications as v")
    .innerJoin("pending_logins as p", "p.id", "v.pending_login_id")
    .select(["v.id", "v.issue"])
    .where("p.token_hash", "=", hashToken(pendingToken))
    .executeTakeFirstOrThrow();
  return deriveCode(context.keys.current.code, row.id, row.issue, context.code);
}
