// The whole login over HTTP, on both engines, with texts through the real Twilio library.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADA, ENGINES, GRACE, startHouse, type House } from "../helpers/house.ts";

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
});

const ADA_FORM = { username: ADA.username, password: ADA.password };
