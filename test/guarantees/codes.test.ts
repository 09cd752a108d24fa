// G1, G2, G3, G5, G6, G7, G8, G12: what holds of codes and sessions, on both engines, under races.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/primitives/duration.ts";
import type { Browser } from "../helpers/browser-session.ts";
import { ADA, ENGINES, GRACE, startHouse, wrongCode, type House } from "../helpers/house.ts";

const PARALLEL = 200;

describe.each(ENGINES)("on %s", (engine) => {
  let house: House;
  let texts = 0;
  beforeEach(async () => {
    house = await startHouse(engine);
    texts = 0;
  });
  afterEach(() => house.close());

  /** A browser that has given ada's password, and the code it waits for. */
  async function halfLogin(
    browser = house.openBrowser(),
  ): Promise<{ browser: Browser; code: string }> {
    const { username, password } = ADA;
    const answer = await browser.call("/check-user", { username, password });
    expect(answer.json["state"]).toBe("code-required");
    texts += 1;
    return { browser, code: await house.phone.waitForCode(ADA.phone, texts) };
  }
  const guess = (browser: Browser, code: string) => browser.call("/check-code", { code });
  const countRows = async (table: "sessions" | "messages"): Promise<number> => {
    const { db } = house.twostep.store;
    const rows = await db.selectFrom(table).select("id").execute();
    return rows.length;
  };
  const guessAll = (browser: Browser, codes: string[]) => {
    const [cookie] = [...browser.cookies].map(([name, value]) => `${name}=${value}`);
    const headers = { accept: "application/json", "content-type": "application/json" };
    return Promise.all(
      codes.map((code) =>
        house.twostep.fetch(
          new Request(`${house.origin}/check-code`, {
            method: "POST",
            headers: { ...headers, cookie: cookie ?? "" },
            body: JSON.stringify({ code }),
          }),
        ),
      ),
    );
  };

  test(`G1 ${PARALLEL} right codes at once open one session`, async () => {
    const { browser, code } = await halfLogin();
    const answers = await guessAll(browser, Array<string>(PARALLEL).fill(code));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    expect(await countRows("sessions")).toBe(1);
    expect((await guess(browser, code)).status).toBe(401);
  });

  test(`G2 of ${PARALLEL} wrong guesses at once five are compared`, async () => {
    const { browser, code } = await halfLogin();
    const answers = await guessAll(browser, Array<string>(PARALLEL).fill(wrongCode(code)));
    const types = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { type: string }).type),
    );
    expect(types.filter((type) => type === "urn:twostep:wrong-code")).toHaveLength(5);
    expect((await guess(browser, code)).status).toBe(401);
    expect(await countRows("sessions")).toBe(0);
    const { wrong_codes } = await house.twostep.store.db
      .selectFrom("users")
      .select("wrong_codes")
      .where("username", "=", ADA.username)
      .executeTakeFirstOrThrow();
    expect(wrong_codes).toBe(5);
  });

  test("G2 ten wrong codes in a row pause codes, twice as long the next time", async () => {
    const tenWrong = async () => {
      for (let round = 0; round < 2; round += 1) {
        const { browser, code } = await halfLogin();
        for (let i = 0; i < 5; i += 1) await guess(browser, wrongCode(code));
      }
    };
    const { username, password } = ADA;
    const retryAfter = async () => {
      const answer = await house.openBrowser().call("/check-user", { username, password });
      return answer.status === 429 ? Number(answer.headers.get("retry-after")) : 0;
    };
    await tenWrong();
    expect(await retryAfter()).toBeGreaterThan(50);
    expect(await retryAfter()).toBeLessThanOrEqual(60);
    house.passTime(seconds(61));
    await tenWrong();
    expect(await retryAfter()).toBeGreaterThan(110);
    house.passTime(seconds(121));
    const { browser, code } = await halfLogin();
    expect((await guess(browser, code)).json["state"]).toBe("signed-in");
  });

  test("G2 G8 the hundredth wrong code stops all codes until an operator enables the user", async () => {
    await house.twostep.store.db
      .updateTable("users")
      .set({ wrong_codes: 99 })
      .where("username", "=", ADA.username)
      .execute();
    const { browser, code } = await halfLogin();
    expect((await guess(browser, wrongCode(code))).status).toBe(401);
    expect((await guess(browser, code)).status).toBe(403);
    expect(await countRows("sessions")).toBe(0);
    await house.twostep.users.setEnabled(ADA.username, true);
    const again = await halfLogin();
    expect((await guess(again.browser, again.code)).json["state"]).toBe("signed-in");
  });

  test("G3 a code works in no other browser and for no other user", async () => {
    const { code } = await halfLogin();
    const stranger = house.openBrowser();
    expect((await guess(stranger, code)).status).toBe(401);
    const { username, password } = GRACE;
    await stranger.call("/check-user", { username, password });
    const own = await house.phone.waitForCode(GRACE.phone);
    if (own !== code) expect((await guess(stranger, code)).status).toBe(401);
    expect(await countRows("sessions")).toBe(0);
  });

  test("G5 resend, right password and restart keep the count of wrong codes", async () => {
    const { browser, code } = await halfLogin();
    for (let i = 0; i < 3; i += 1) await guess(browser, wrongCode(code));
    house.passTime(minutes(3) + seconds(5));
    await browser.call("/resend", { channel: "sms" });
    texts += 1;
    const next = await house.phone.waitForCode(ADA.phone, texts);
    if (next !== code) expect((await guess(browser, code)).json["guessesLeft"]).toBe(1);
    expect((await guess(browser, wrongCode(next))).json["guessesLeft"]).toBe(next === code ? 1 : 0);
    await halfLogin();
    const { wrong_codes } = await house.twostep.store.db
      .selectFrom("users")
      .select("wrong_codes")
      .where("username", "=", ADA.username)
      .executeTakeFirstOrThrow();
    expect(wrong_codes).toBe(next === code ? 4 : 5);
  });

  test("G6 a newer login leaves one live code, also when twenty start at once", async () => {
    const first = await halfLogin();
    const { username, password } = ADA;
    const browsers = Array.from({ length: 20 }, () => house.openBrowser());
    const started = await Promise.all(
      browsers.map((browser) => browser.call("/check-user", { username, password })),
    );
    expect(started.every((answer) => answer.status === 200)).toBe(true);
    const live = await house.twostep.store.db
      .selectFrom("verifications")
      .select("id")
      .where("ended_as", "is", null)
      .execute();
    expect(live).toHaveLength(1);
    expect((await guess(first.browser, first.code)).status).toBe(401);
  });

  test("G7 a code works until its last second by the database's clock, and not after", async () => {
    const early = await halfLogin();
    house.passTime(minutes(5) - seconds(2));
    expect((await guess(early.browser, early.code)).json["state"]).toBe("signed-in");
    const late = await halfLogin();
    house.passTime(minutes(5) + 1);
    expect((await guess(late.browser, late.code)).status).toBe(401);
  });

  test("G7 a session ends after an hour unseen and after a day in all", async () => {
    const { browser, code } = await halfLogin();
    await guess(browser, code);
    const state = async () => (await browser.call("/")).json["state"];
    for (let hour = 0; hour < 24; hour += 1) {
      house.passTime(minutes(59));
      expect(await state()).toBe("signed-in");
    }
    house.passTime(minutes(25));
    expect(await state()).toBe("signed-out");
    const other = await halfLogin();
    await guess(other.browser, other.code);
    house.passTime(minutes(60) + seconds(1));
    expect((await other.browser.call("/")).json["state"]).toBe("signed-out");
  });

  test.each([
    ["sign-out", (_: House, browser: Browser) => browser.call("/logout", {})],
    ["disable", (h: House) => h.twostep.users.setEnabled(ADA.username, false)],
    [
      "password change",
      (h: House) => h.twostep.users.setPassword(ADA.username, "difference engine no 2"),
    ],
    ["phone change", (h: House) => h.twostep.users.setPhone(ADA.username, "+447700900789")],
  ])("G8 after %s the old session and pending login are refused", async (_name, end) => {
    const signedIn = await halfLogin();
    await guess(signedIn.browser, signedIn.code);
    const session = new Map(signedIn.browser.cookies);
    const pending = await halfLogin();
    const isSignOut = _name === "sign-out";
    const copy = house.openBrowser();
    for (const [name, value] of session) copy.cookies.set(name, value);
    await end(house, signedIn.browser);
    expect((await copy.call("/")).json["state"]).toBe("signed-out");
    if (!isSignOut) {
      expect((await pending.browser.call("/")).json["state"]).toBe("signed-out");
      expect((await guess(pending.browser, pending.code)).status).toBe(401);
    }
  });

  test("G12 a message whose code has died while the provider was away never leaves", async () => {
    await house.phone.close();
    const { username, password } = ADA;
    const browser = house.openBrowser();
    await browser.call("/check-user", { username, password });
    await house.twostep.users.setPhone(ADA.username, "+447700900789");
    await expect
      .poll(
        async () => {
          house.passTime(seconds(20));
          house.twostep.domain.onMessage();
          const { db } = house.twostep.store;
          return (await db.selectFrom("messages").select("status").execute()).map((m) => m.status);
        },
        { timeout: 20_000 },
      )
      .toEqual(["expired"]);
  });
});
