// The whole login over HTTP, on both engines, with texts through the real Twilio library.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADA, ENGINES, GRACE, startHouse, type House } from "../helpers/house.ts";
import { givePassword, newPerson, signIn, startLogin, stateOf, words } from "./steps.ts";

describe.each(ENGINES)("signing in on %s", (engine) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(engine);
  });
  afterAll(() => house.close());

  test("with forms: password, code, home, sign out", async () => {
    const browser = house.openBrowser();
    expect((await browser.get("/")).text).toContain('href="/login"');
    const step1 = await browser.submit("/check-user", ADA_FORM);
    expect([step1.status, step1.location]).toEqual([303, "/verify"]);
    expect((await browser.get("/")).text).toContain('href="/verify"');
    const code = await house.phone.waitForCode(ADA.phone);
    expect((await browser.get("/verify")).text).toContain("•••• ••• 123");
    const step2 = await browser.submit("/check-code", { code });
    expect([step2.status, step2.location]).toEqual([303, "/"]);
    expect((await browser.get("/")).text).toContain("ada");
    expect((await browser.submit("/logout")).location).toBe("/");
    expect((await browser.get("/")).text).toContain('href="/login"');
  });

  test("with JSON", async () => {
    const program = house.openBrowser();
    const { username, password } = GRACE;
    const step1 = await program.call("/check-user", { username, password });
    expect(step1.json).toMatchObject({ state: "code-required", sentTo: "•••• ••• 456" });
    const code = await house.phone.waitForCode(GRACE.phone);
    const step2 = await program.call("/check-code", { code });
    expect(step2.json).toEqual({ state: "signed-in", user: "grace" });
    expect((await program.call("/")).json).toEqual({ state: "signed-in", user: "grace" });
    expect((await program.call("/logout", {})).json).toEqual({ state: "signed-out" });
  });

  test("the spelling of the username does not matter, the one shown is the stored one", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    const loud = { ...person, username: person.username.toUpperCase() };
    const code = await startLogin(house, browser, loud);
    expect((await browser.call("/check-code", { code })).json["user"]).toBe(person.username);
  });

  test("a wrong password and an unknown user are answered alike, and the name stays in the form", async () => {
    for (const username of ["ada", "nobody-here", "no such name", "<b>&\"';=é😀"]) {
      const browser = house.openBrowser();
      const answer = await browser.submit("/check-user", { username, password: "Wrong-Secret-1" });
      expect([answer.status, answer.location]).toEqual([303, "/login?error=wrong-credentials"]);
      const page = await browser.get(answer.location ?? "");
      expect(page.text).toContain("<title>Error: ");
      expect(page.text).toContain(`value="${escape(username)}"`);
      expect(page.text).not.toContain("Wrong-Secret-1");
      expect([...browser.cookies.values()].join()).not.toContain("Wrong-Secret-1");
      expect((await browser.get("/login")).text).toContain('value=""');
      expect(await stateOf(browser)).toBe("signed-out");
    }
  });

  test("the same refusals as JSON", async () => {
    const program = house.openBrowser();
    for (const username of ["ada", "nobody-here", " "]) {
      const answer = await program.call("/check-user", { username, password: "wrong" });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.json).toEqual({
        type: "urn:twostep:wrong-credentials",
        title: "The username or the password is not right.",
        status: 401,
      });
    }
    for (const path of ["/check-code", "/resend"]) {
      const answer = await program.call(path, path === "/resend" ? {} : { code: "123456" });
      expect([answer.status, answer.json["type"]]).toEqual([401, "urn:twostep:sign-in-required"]);
    }
  });

  test("home as JSON in its three states", async () => {
    const person = await newPerson(house);
    const program = house.openBrowser();
    expect((await program.call("/")).json).toEqual({ state: "signed-out" });
    const code = await startLogin(house, program, person);
    const waiting = (await program.call("/")).json;
    expect(waiting).toEqual({
      state: "code-required",
      sentTo: `•••• ••• ${person.phone.slice(-3)}`,
      channel: "sms",
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
    await program.call("/check-code", { code });
    expect((await program.call("/")).json).toEqual({ state: "signed-in", user: person.username });
  });

  test("nothing but the second step is reachable between password and code", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    const before = new Map(browser.cookies);
    await startLogin(house, browser, person);
    const pages = ["/", "/login", "/logout", "/nowhere", "/assets/site.css", "/healthz"];
    for (const path of pages) {
      const { text } = await browser.get(path);
      expect(text, path).not.toContain(person.username);
      expect(text, path).not.toContain(person.phone);
    }
    expect(before.size).toBe(0);
    expect([...browser.cookies.keys()]).toEqual(["twostep-pending"]);
    expect(await stateOf(browser)).toBe("code-required");
  });

  test("the pending cookie is no session cookie, nor the other way round", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    const code = await startLogin(house, browser, person);
    const pending = browser.cookies.get("twostep-pending") ?? "";
    browser.cookies.set("twostep-session", pending);
    expect(await stateOf(browser)).toBe("code-required");
    browser.cookies.delete("twostep-pending");
    expect(await stateOf(browser)).toBe("signed-out");
    browser.cookies.clear();
    browser.cookies.set("twostep-pending", pending);
    await browser.submit("/check-code", { code });
    const session = browser.cookies.get("twostep-session") ?? "";
    browser.cookies.clear();
    browser.cookies.set("twostep-pending", session);
    expect(await stateOf(browser)).toBe("signed-out");
  });

  test("each level has a new token, and the one before opens nothing", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    const tokens: string[] = [];
    for (const texts of [1, 2]) {
      const code = await startLogin(house, browser, person, texts);
      const pending = browser.cookies.get("twostep-pending") ?? "";
      await browser.submit("/check-code", { code });
      expect(browser.cookies.has("twostep-pending")).toBe(false);
      tokens.push(pending, browser.cookies.get("twostep-session") ?? "");
    }
    expect(new Set(tokens).size).toBe(4);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
    const old = house.openBrowser();
    old.cookies.set("twostep-pending", tokens[0] ?? "");
    old.cookies.set("twostep-session", tokens[1] ?? "");
    expect(await stateOf(old)).toBe("signed-out");
    expect(await stateOf(browser)).toBe("signed-in");
  });

  test("signing in as somebody else never inherits the session", async () => {
    const [first, second] = [await newPerson(house), await newPerson(house)];
    const browser = house.openBrowser();
    await signIn(house, browser, first);
    const session = browser.cookies.get("twostep-session") ?? "";
    expect(words((await browser.get("/login")).text)).toContain(first.username);
    const code = await startLogin(house, browser, second);
    expect(browser.cookies.has("twostep-session")).toBe(false);
    expect(await stateOf(browser)).toBe("code-required");
    const thief = house.openBrowser();
    thief.cookies.set("twostep-session", session);
    expect(await stateOf(thief)).toBe("signed-out");
    const answer = await browser.call("/check-code", { code });
    expect(answer.json["user"]).toBe(second.username);
  });

  test("a wrong password keeps the session that was there", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    await signIn(house, browser, person);
    await givePassword(browser, { ...person, password: "not the right one" });
    expect(await stateOf(browser)).toBe("signed-in");
  });

  test("the right code sent twice signs in once and loses nobody", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    const code = await startLogin(house, browser, person);
    const waiting = new Map(browser.cookies);
    expect((await browser.submit("/check-code", { code })).location).toBe("/");
    // The second one left the browser before the first answer came, or after it.
    const second = await browser.submit("/check-code", { code });
    expect([second.status, second.location]).toEqual([303, "/"]);
    expect(await stateOf(browser)).toBe("signed-in");
    const early = house.openBrowser();
    for (const [name, value] of waiting) early.cookies.set(name, value);
    const late = await early.submit("/check-code", { code });
    expect([late.status, late.location]).toEqual([303, "/login?error=sign-in-required"]);
    expect(early.cookies.has("twostep-session")).toBe(false);
  });

  test("signing out: a page with one button, and all that it ends", async () => {
    const person = await newPerson(house);
    const [browser, other] = [house.openBrowser(), house.openBrowser()];
    expect(words((await browser.get("/logout")).text)).toContain("not signed in");
    await signIn(house, browser, person);
    for (const [name, value] of browser.cookies) other.cookies.set(name, value);
    const page = (await browser.get("/logout")).text;
    expect(page.match(/<form/g)).toHaveLength(1);
    expect(page.match(/<button/g)).toHaveLength(1);
    expect(words(page)).toContain(person.username);
    expect(await stateOf(browser)).toBe("signed-in");
    expect((await browser.submit("/logout")).location).toBe("/");
    expect(browser.cookies.size).toBe(0);
    expect(await stateOf(other)).toBe("signed-out");
  });

  test("signing out and starting over give a half login up", async () => {
    const person = await newPerson(house);
    for (const [texts, path, target] of [
      [1, "/logout", "/"],
      [2, "/start-over", "/login"],
    ] as const) {
      const browser = house.openBrowser();
      const code = await startLogin(house, browser, person, texts);
      const kept = new Map(browser.cookies);
      const answer = await browser.submit(path);
      expect([answer.status, answer.location]).toEqual([303, target]);
      for (const [name, value] of kept) browser.cookies.set(name, value);
      expect(await stateOf(browser)).toBe("signed-out");
      const late = await browser.submit("/check-code", { code });
      expect(late.location).toBe("/login?error=sign-in-required");
    }
    const program = house.openBrowser();
    await startLogin(house, program, person, 3);
    expect((await program.call("/start-over", {})).json).toEqual({ state: "signed-out" });
  });
});

const ADA_FORM = { username: ADA.username, password: ADA.password };

const escape = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
