// What becomes of a code: guessed at, expired, sent again, superseded; on both engines.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/primitives/duration.ts";
import { MOST_GUESSES, MOST_MESSAGES } from "../../src/domain/limit.ts";
import { ENGINES, startHouse, wrongCode, type House } from "../helpers/house.ts";
import { guessWrong, newPerson, startLogin, stateOf, words } from "./steps.ts";

const LIFETIME = seconds(300);

describe.each(ENGINES)("a code on %s", (engine) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(engine);
  });
  afterAll(() => house.close());

  async function begin() {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    const code = await startLogin(house, browser, person);
    return { person, browser, code };
  }

  test("typed wrong: the page says so, counts down, and the right one still works", async () => {
    const { browser, code } = await begin();
    for (const left of ["4 tries", "3 tries", "2 tries", "1 try"]) {
      const answer = await guessWrong(browser, code, 1);
      expect([answer.status, answer.location]).toEqual([303, "/verify?error=wrong-code"]);
      const page = await browser.get(answer.location ?? "");
      expect(page.text).toContain("<title>Error: ");
      expect(words(page.text)).toContain(`You have ${left} left.`);
      expect(page.text).not.toContain(wrongCode(code));
    }
    expect((await browser.submit("/check-code", { code })).location).toBe("/");
    expect(await stateOf(browser)).toBe("signed-in");
  });

  test("typed wrong as JSON: 401 with the tries left", async () => {
    const { browser, code } = await begin();
    const answer = await browser.call("/check-code", { code: wrongCode(code) });
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual({
      type: "urn:twostep:wrong-code",
      title: "The code is not right.",
      status: 401,
      guessesLeft: MOST_GUESSES - 1,
    });
  });

  test("an empty code costs no guess", async () => {
    const { browser, code } = await begin();
    for (let time = 0; time <= MOST_GUESSES; time += 1)
      expect((await browser.submit("/check-code", { code: " - " })).location).toBe(
        "/verify?error=wrong-code",
      );
    expect((await browser.submit("/check-code", { code })).location).toBe("/");
  });

  test("after the fifth wrong guess the right code is dead, and the way leads to the start", async () => {
    const { browser, code } = await begin();
    const fifth = await guessWrong(browser, code, MOST_GUESSES);
    expect(fifth.location).toBe("/verify?error=wrong-code");
    const page = await browser.get("/verify?error=wrong-code");
    expect(words(page.text)).toContain("Too many wrong codes");
    expect(page.text).not.toContain('name="code"');
    expect(page.text).toContain('action="/start-over"');
    expect(await stateOf(browser)).toBe("signed-out");
    const right = await browser.submit("/check-code", { code });
    expect([right.status, right.location]).toEqual([303, "/login?error=code-exhausted"]);
    expect(browser.cookies.has("twostep-pending")).toBe(false);
    expect(words((await browser.get(right.location ?? "")).text)).toContain(
      "There were too many wrong codes.",
    );
  });

  test("exhausted, as JSON; the pending login is gone then", async () => {
    const { browser, code } = await begin();
    const kept = new Map(browser.cookies);
    await guessWrong(browser, code, MOST_GUESSES);
    const answers: unknown[] = [];
    for (let time = 0; time < 2; time += 1) {
      for (const [name, value] of kept) browser.cookies.set(name, value);
      const { status, json } = await browser.call("/check-code", { code });
      answers.push([status, json["type"]]);
    }
    expect(answers).toEqual([
      [401, "urn:twostep:code-exhausted"],
      [401, "urn:twostep:sign-in-required"],
    ]);
  });

  test("ten wrong codes in a row pause the user's codes, and the pages say for how long", async () => {
    const { person, browser, code } = await begin();
    await guessWrong(browser, code, MOST_GUESSES);
    const again = await startLogin(house, browser, person, 2);
    await guessWrong(browser, again, MOST_GUESSES);
    const refused = await browser.submit("/check-user", {
      username: person.username,
      password: person.password,
    });
    expect(refused.status).toBe(303);
    expect(refused.location).toMatch(/^\/login\?error=too-many-attempts&retry=(59|60)$/);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(words((await browser.get(refused.location ?? "")).text)).toContain("in 1 minute");
    const { username, password } = person;
    const program = await house.openBrowser().call("/check-user", { username, password });
    expect([program.status, program.json["type"]]).toEqual([429, "urn:twostep:too-many-attempts"]);
    expect(program.headers.get("retry-after")).toBe(String(program.json["retryAfter"]));
    house.passTime(minutes(1));
    const third = await startLogin(house, browser, person, 3);
    expect((await browser.submit("/check-code", { code: third })).location).toBe("/");
  });

  test.each([
    ["works a moment before its end", LIFETIME - seconds(20), "/"],
    ["is refused after its end", LIFETIME, "/login?error=code-expired"],
  ])("%s", async (_, age, location) => {
    const { browser, code } = await begin();
    house.passTime(age);
    const answer = await browser.submit("/check-code", { code });
    expect([answer.status, answer.location]).toEqual([303, location]);
    expect(browser.cookies.has("twostep-pending")).toBe(false);
  });

  test("expired: home, the code page and its status say so", async () => {
    const { browser, code } = await begin();
    house.passTime(LIFETIME);
    expect(await stateOf(browser)).toBe("signed-out");
    const page = await browser.get("/verify");
    expect([page.status, page.location]).toEqual([303, "/login?error=code-expired"]);
    expect(words((await browser.get(page.location ?? "")).text)).toContain("The code has expired.");
    const status = await browser.get("/verify/status");
    expect([status.status, status.json["type"]]).toEqual([401, "urn:twostep:code-expired"]);
    const answer = await browser.call("/check-code", { code });
    expect([answer.status, answer.json["type"]]).toEqual([401, "urn:twostep:code-expired"]);
  });

  test("sent again: the same code, the guesses stay counted", async () => {
    const { person, browser, code } = await begin();
    await guessWrong(browser, code, 3);
    const answer = await browser.submit("/resend", { channel: "sms" });
    expect([answer.status, answer.location]).toEqual([303, "/verify?notice=code-sent-again"]);
    expect(words((await browser.get(answer.location ?? "")).text)).toContain("Code sent again.");
    expect(await house.phone.waitForCode(person.phone, 2)).toBe(code);
    expect((await browser.call("/check-code", { code: wrongCode(code) })).json).toMatchObject({
      guessesLeft: 1,
    });
    expect((await browser.submit("/check-code", { code })).location).toBe("/");
  });

  test("sent again near its end: another code, the old one dead, a new life, the same guesses", async () => {
    const { person, browser, code } = await begin();
    await guessWrong(browser, code, 2);
    house.passTime(LIFETIME - minutes(2) + seconds(1));
    const answer = await browser.submit("/resend", {});
    expect(answer.location).toBe("/verify?notice=new-code-sent");
    expect(words((await browser.get(answer.location ?? "")).text)).toContain("New code sent.");
    const next = await house.phone.waitForCode(person.phone, 2);
    expect(next).not.toBe(code);
    expect((await browser.call("/check-code", { code })).json).toMatchObject({ guessesLeft: 2 });
    house.passTime(LIFETIME - seconds(20));
    expect((await browser.submit("/check-code", { code: next })).location).toBe("/");
  });

  test("sent again with JSON: how far the login is; a call is not available yet", async () => {
    const { person, browser } = await begin();
    expect((await browser.call("/resend", {})).json).toMatchObject({ state: "code-required" });
    expect((await house.phone.waitForText(person.phone, 2)).to).toBe(person.phone);
    const call = await browser.call("/resend", { channel: "call" });
    expect([call.status, call.json["type"]]).toEqual([409, "urn:twostep:call-not-available"]);
    const form = await browser.submit("/resend", { channel: "call" });
    expect(form.location).toBe("/verify?error=call-not-available");
    expect(words((await browser.get(form.location ?? "")).text)).toContain("We cannot call you.");
    const pigeon = await browser.call("/resend", { channel: "pigeon" });
    expect([pigeon.status, pigeon.json["type"]]).toEqual([400, "urn:twostep:bad-request"]);
  });

  test("no more texts than the limit, and the code still works", async () => {
    const { person, browser, code } = await begin();
    for (let text = 2; text <= MOST_MESSAGES; text += 1)
      expect((await browser.submit("/resend", {})).location).toBe("/verify?notice=code-sent-again");
    await house.phone.waitForText(person.phone, MOST_MESSAGES);
    const answer = await browser.submit("/resend", {});
    expect([answer.status, answer.location]).toEqual([303, "/verify?error=resend-limit"]);
    const page = await browser.get(answer.location ?? "");
    expect(words(page.text)).toContain("No more texts can be sent right now.");
    expect(page.text).not.toContain('action="/resend"');
    const program = await browser.call("/resend", {});
    expect([program.status, program.json["type"]]).toEqual([409, "urn:twostep:resend-limit"]);
    expect((await browser.submit("/check-code", { code })).location).toBe("/");
    expect(await house.phone.texts(person.phone)).toHaveLength(MOST_MESSAGES);
  });

  test("a newer login in another browser ends the older one", async () => {
    const { person, browser: older, code } = await begin();
    const newer = house.openBrowser();
    const next = await startLogin(house, newer, person, 2);
    // Neither the code of the one nor that of the other signs the older browser in.
    const answer = await older.submit("/check-code", { code: next });
    expect([answer.status, answer.location]).toEqual([303, "/login?error=code-expired"]);
    expect(await stateOf(older)).toBe("signed-out");
    if (code !== next)
      expect((await newer.call("/check-code", { code })).json["type"]).toBe(
        "urn:twostep:wrong-code",
      );
    expect((await newer.submit("/check-code", { code: next })).location).toBe("/");
    expect(await stateOf(older)).toBe("signed-out");
  });

  test("a login does not end somebody's session in another browser", async () => {
    const { person, browser: desk, code } = await begin();
    await desk.submit("/check-code", { code });
    const phone = house.openBrowser();
    await startLogin(house, phone, person, 2);
    expect(await stateOf(desk)).toBe("signed-in");
  });
});
