// G3: a session takes the right password and the right code, for the same user and the same pending
// login, in the same browser. Every way to mix two logins is tried.
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Browser } from "../helpers/browser-session.ts";
import { ENGINES, startHouse, type House } from "../helpers/house.ts";
import { addPerson, typeCode, wordOf, type Person } from "../helpers/person.ts";

const SESSION = "twostep-session";
const PENDING = "twostep-pending";

describe.each(ENGINES)("G3 on %s", (engine) => {
  let house: House;
  let ada: Person;
  let eve: Person;
  // Long codes, so that two of them are never the same by chance.
  beforeAll(async () => {
    house = await startHouse(engine, { TWOSTEP_CODE_LENGTH: "10" });
  });
  afterAll(() => house.close());
  beforeEach(async () => {
    ada = await addPerson(house);
    eve = await addPerson(house);
  });

  const stateOf = async (browser: Browser): Promise<unknown> =>
    (await browser.call("/")).json["state"];
  const withCookie = (name: string, value: string): Browser => {
    const browser = house.openBrowser();
    browser.cookies.set(name, value);
    return browser;
  };
  const expectNoSession = async (): Promise<void> => {
    expect(await ada.sessions()).toEqual([]);
    expect(await eve.sessions()).toEqual([]);
  };

  test("not with a code alone", async () => {
    const code = await ada.typePassword(house.openBrowser());
    expect(wordOf(await typeCode(house.openBrowser(), code))).toBe("sign-in-required");
    await expectNoSession();
  });

  test("not with a password alone: nothing but the code page opens", async () => {
    const browser = house.openBrowser();
    await ada.typePassword(browser);
    expect(browser.cookies.has(SESSION)).toBe(false);
    expect(await stateOf(browser)).toBe("code-required");
    const [name] = browser.cookies.keys();
    expect(name).toBe(PENDING);
    await expectNoSession();
  });

  test("not with another user's code, in either direction", async () => {
    const [mine, hers] = [house.openBrowser(), house.openBrowser()];
    const adasCode = await ada.typePassword(mine);
    const evesCode = await eve.typePassword(hers);
    expect(wordOf(await typeCode(hers, adasCode))).toBe("wrong-code");
    expect(wordOf(await typeCode(mine, evesCode))).toBe("wrong-code");
    await expectNoSession();
    expect((await typeCode(hers, evesCode)).json["user"]).toBe(eve.username);
    expect((await typeCode(mine, adasCode)).json["user"]).toBe(ada.username);
  });

  test("not with the code of an earlier login of the same user", async () => {
    const [first, second] = [house.openBrowser(), house.openBrowser()];
    const old = await ada.typePassword(first);
    const next = await ada.typePassword(second);
    expect(wordOf(await typeCode(second, old))).toBe("wrong-code");
    expect(wordOf(await typeCode(first, next))).toBe("code-expired");
    await expectNoSession();
    expect((await typeCode(second, next)).json["state"]).toBe("signed-in");
  });

  test("not with a pending token in the place of a session, nor the other way round", async () => {
    const browser = house.openBrowser();
    const code = await ada.typePassword(browser);
    const pending = browser.cookies.get(PENDING) ?? "";
    expect(await stateOf(withCookie(SESSION, pending))).toBe("signed-out");
    await typeCode(browser, code);
    const session = browser.cookies.get(SESSION) ?? "";
    expect(await stateOf(withCookie(PENDING, session))).toBe("signed-out");
    expect((await typeCode(withCookie(PENDING, session), code)).status).toBe(401);
    expect(await stateOf(withCookie(SESSION, session))).toBe("signed-in");
  });

  test("not with the pending token once the code is spent", async () => {
    const browser = house.openBrowser();
    const code = await ada.typePassword(browser);
    const pending = browser.cookies.get(PENDING) ?? "";
    await typeCode(browser, code);
    const thief = withCookie(PENDING, pending);
    expect((await typeCode(thief, code)).status).toBe(401);
    expect(await stateOf(thief)).toBe("signed-out");
    expect(await ada.sessions()).toHaveLength(1);
  });

  test("not with invented tokens, nor with what the database holds", async () => {
    const browser = house.openBrowser();
    const code = await ada.typePassword(browser);
    const { db } = house.twostep.store;
    const rows = await db.selectFrom("pending_logins").selectAll().execute();
    const guesses = [
      ...rows.flatMap(({ id, token_hash }) => [id, token_hash, token_hash.slice(0, 43)]),
      randomBytes(32).toString("base64url"),
      "",
      "' or '1'='1",
      "%",
      "%00",
      "a".repeat(4000),
    ];
    for (const guess of guesses) {
      expect((await typeCode(withCookie(PENDING, guess), code)).status).toBe(401);
      expect(await stateOf(withCookie(SESSION, guess))).toBe("signed-out");
    }
    await expectNoSession();
  });

  test("signing in as somebody else never inherits the earlier session", async () => {
    const browser = house.openBrowser();
    await ada.signIn(browser);
    const adasSession = browser.cookies.get(SESSION) ?? "";
    const code = await eve.typePassword(browser);
    expect(browser.cookies.has(SESSION)).toBe(false);
    expect(await stateOf(withCookie(SESSION, adasSession))).toBe("signed-out");
    const both = withCookie(SESSION, adasSession);
    both.cookies.set(PENDING, browser.cookies.get(PENDING) ?? "");
    expect((await typeCode(both, code)).json["user"]).toBe(eve.username);
    expect(both.cookies.get(SESSION)).not.toBe(adasSession);
    expect(await ada.sessions()).toEqual([]);
  });

  test("each change of level gives a new token", async () => {
    const browser = house.openBrowser();
    const tokens = new Set<string>();
    for (let round = 0; round < 2; round += 1) {
      const code = await ada.typePassword(browser);
      tokens.add(browser.cookies.get(PENDING) ?? "");
      await typeCode(browser, code);
      expect(browser.cookies.has(PENDING)).toBe(false);
      tokens.add(browser.cookies.get(SESSION) ?? "");
    }
    expect(tokens.size).toBe(4);
    expect([...tokens].every((token) => /^[\w-]{43}$/.test(token))).toBe(true);
  });
});
