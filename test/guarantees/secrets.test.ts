// G16, G18, G19: one user per name, nothing secret at rest, and no answer that tells who exists.
import * as argon2 from "@node-rs/argon2";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Answer } from "../helpers/browser-session.ts";
import { ADA, ENGINES, GRACE, startHouse, wrongCode, type House } from "../helpers/house.ts";

// The real hash, with its calls counted: equal work, shown without a stopwatch.
vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof argon2>();
  return { ...real, verify: vi.fn<typeof argon2.verify>(real.verify) };
});

describe.each(ENGINES)("on %s", (engine) => {
  let house: House;
  beforeAll(async () => {
    // Ten characters: six digits are found by chance among timestamps.
    house = await startHouse(engine, { TWOSTEP_CODE_LENGTH: "10" });
  });
  afterAll(() => house.close());

  test.each(["Ada", "ADA", "ａｄａ", "Ａda"])(
    "G16 %j signs ada in and is no second user",
    async (name) => {
      const taken = await house.twostep.users.add({
        username: name,
        phone: GRACE.phone,
        password: "difference engine no 2",
        isAdmin: false,
      });
      expect(taken.ok).toBe(false);
      const browser = house.openBrowser();
      const { password } = ADA;
      expect((await browser.call("/check-user", { username: name, password })).status).toBe(200);
      expect((await browser.get("/verify")).text).toContain('value="ada"');
    },
  );

  test.each(["ada ", " ada", "ada\u0000", "ad\u200ba", "àda", "ada%"])(
    "G16 %j is not ada",
    async (username) => {
      const { password } = ADA;
      const answer = await house.openBrowser().call("/check-user", { username, password });
      expect(answer.status).toBe(401);
    },
  );

  test("G16 names that only accents or case of other scripts tell apart stay apart or fold together", async () => {
    const add = (username: string, phone: string) =>
      house.twostep.users.add({
        username,
        phone,
        password: "difference engine no 2",
        isAdmin: false,
      });
    expect((await add("josé", "+447700900301")).ok).toBe(true);
    expect((await add("jose", "+447700900302")).ok).toBe(true);
    expect((await add("JOSE\u0301", "+447700900303")).ok).toBe(false);
    expect((await add("ΟΔΥΣΣΕΥΣ", "+447700900304")).ok).toBe(true);
    expect((await add("οδυσσευσ", "+447700900305")).ok).toBe(false);
  });

  test("G18 after a whole journey neither the database nor the log holds a secret", async () => {
    const browser = house.openBrowser();
    const secrets = [ADA.password, GRACE.password, "a wrong password", "difference engine no 2"];
    const { username } = GRACE;
    await browser.submit("/check-user", { username, password: "a wrong password" });
    await browser.submit("/check-user", { username, password: GRACE.password });
    secrets.push(...browser.cookies.values());
    const code = await house.phone.waitForCode(GRACE.phone);
    secrets.push(code, wrongCode(code));
    await browser.submit("/check-code", { code: wrongCode(code) });
    await browser.submit("/check-code", { code });
    secrets.push(...browser.cookies.values());
    await browser.get(`/no/such/page?code=${code}`);
    await browser.submit("/logout");

    const rows = await Promise.all(
      TABLES.map((table) => sql`select * from ${sql.table(table)}`.execute(house.twostep.store.db)),
    );
    const dump = JSON.stringify(rows.map((result) => result.rows));
    const log = house.logLines.join("\n");
    expect(dump).toContain(username);
    expect(log).toContain("/check-code");
    for (const secret of [...secrets.filter((s) => s !== username), ...spellings(GRACE.phone)]) {
      expect(dump).not.toContain(secret);
      expect(log).not.toContain(secret);
    }
  });

  describe("G19", () => {
    beforeEach(() => void vi.mocked(argon2.verify).mockClear());
    const TRIES = {
      "a wrong password": { username: ADA.username, password: "not the right one" },
      "an unknown user": { username: "eve", password: "not the right one" },
      "an impossible name": { username: "e v", password: "not the right one" },
      "a disabled user": { username: GRACE.username, password: GRACE.password },
    };
    const attempt = async (fields: { username: string; password: string }, json: boolean) => {
      const browser = house.openBrowser();
      const answer = json
        ? await browser.call("/check-user", fields)
        : await browser.submit("/check-user", fields);
      return visible(answer, fields.username);
    };

    test.each([true, false])(
      "refused logins answer alike and cost one hash (JSON: %s)",
      async (json) => {
        await house.twostep.users.setEnabled(GRACE.username, false);
        const answers = [];
        for (const fields of Object.values(TRIES)) {
          vi.mocked(argon2.verify).mockClear();
          answers.push(await attempt(fields, json));
          expect(argon2.verify).toHaveBeenCalledTimes(1);
        }
        for (const answer of answers) expect(answer).toEqual(answers[0]);
        expect(answers[0]?.status).toBe(json ? 401 : 303);
      },
    );

    test("an impossible password costs no hash, whoever it is for", async () => {
      for (const password of ["", "x".repeat(257), "x".repeat(10_000)]) {
        const known = await attempt({ username: ADA.username, password }, true);
        expect(await attempt({ username: "eve", password }, true)).toEqual(known);
        expect(known.status).toBe(401);
      }
      expect(argon2.verify).not.toHaveBeenCalled();
    });

    test("each refusal writes one event", async () => {
      const count = async () =>
        (await house.twostep.store.db.selectFrom("events").select("id").execute()).length;
      for (const fields of Object.values(TRIES)) {
        const before = await count();
        await attempt(fields, true);
        expect(await count()).toBe(before + 1);
      }
    });
  });
});

const TABLES = ["users", "pending_logins", "verifications", "sessions", "messages", "events"];

/** Everything a stranger sees, with what was typed made equal. */
function visible({ status, headers, text }: Answer, username: string) {
  const typed = (value: string) => value.replaceAll(encodeURIComponent(username), "NAME");
  const seen = [...headers].filter(([name]) => name !== "date");
  return { status, text: typed(text), headers: seen.map(([n, v]) => `${n}: ${typed(v)}`) };
}

const spellings = (phone: string): string[] => [
  phone,
  phone.slice(1),
  phone.slice(3),
  `0${phone.slice(3)}`,
  encodeURIComponent(phone),
];
