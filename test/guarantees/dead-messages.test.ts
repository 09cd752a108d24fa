// G12: no text leaves for a transaction that did not commit, nor for a code that died while the
// provider was away, however it died.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { minutes, seconds } from "../../src/primitives/duration.ts";
import { listenPhone, type ListeningPhone } from "../../src/phone/listen.ts";
import { createPhone } from "../../src/phone/phone.ts";
import type { Browser } from "../helpers/browser-session.ts";
import { ENGINES, startHouse, type House } from "../helpers/house.ts";
import { freePort } from "../helpers/mariadb-server.ts";
import { addPerson, type Person } from "../helpers/person.ts";

describe.each(ENGINES)("G12 on %s", (engine) => {
  let house: House;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    house = await startHouse(engine, { TWILIO_BASE_URL: `http://127.0.0.1:${port}` });
  });
  afterAll(() => house.close());

  const messagesOf = ({ id }: Person) =>
    house.twostep.store.db
      .selectFrom("messages as m")
      .innerJoin("verifications as v", "v.id", "m.verification_id")
      .select(["m.status", "m.issue"])
      .where("v.user_id", "=", id)
      .execute();

  async function begin({ username, password }: Person, browser = house.openBrowser()) {
    const answer = await browser.call("/check-user", { username, password });
    expect(answer.json).toMatchObject({ state: "code-required" });
    return browser;
  }

  /** The provider is there for as long as `work` runs. @returns the numbers that got a text. */
  async function withProvider(work: () => Promise<void>): Promise<string[]> {
    const phone = createPhone(house.phone.account);
    const numbers: string[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      if (request.method === "POST")
        numbers.push(new URLSearchParams(await request.clone().text()).get("To") ?? "");
      return phone.fetch(request);
    };
    const listening: ListeningPhone = await listenPhone({ ...phone, fetch }, { port });
    try {
      await work();
    } finally {
      await listening.close();
    }
    return numbers;
  }

  /** Lets the outbox try, its waiting times passing, until this person's messages rest. */
  async function untilAtRest(person: Person): Promise<void> {
    const moving = async () => {
      house.passTime(seconds(5));
      house.twostep.domain.onMessage();
      return (await messagesOf(person)).filter(({ status }) => !AT_REST.has(status));
    };
    await expect.poll(moving, { timeout: 20_000 }).toEqual([]);
  }

  test("a transaction that fails leaves no message", async () => {
    const person = await addPerson(house);
    const { db } = house.twostep.store;
    const { username, password } = person;
    await sql`alter table events rename to events_elsewhere`.execute(db);
    const answers = [
      await house.openBrowser().call("/check-user", { username, password }),
      await house.openBrowser().submit("/check-user", { username, password }),
    ];
    await sql`alter table events_elsewhere rename to events`.execute(db);
    for (const answer of answers) {
      expect(answer.status).toBe(500);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(await person.verifications()).toEqual([]);
    const alive = await addPerson(house);
    await begin(alive);
    const numbers = await withProvider(() => untilAtRest(alive));
    expect(numbers).toEqual([alive.phone]);
  });

  test("a resend that fails leaves no message", async () => {
    const person = await addPerson(house);
    const browser = await begin(person);
    const { db } = house.twostep.store;
    await sql`alter table events rename to events_elsewhere`.execute(db);
    const answer = await browser.call("/resend", { channel: "sms" });
    await sql`alter table events_elsewhere rename to events`.execute(db);
    expect(answer.status).toBe(500);
    expect(await messagesOf(person)).toHaveLength(1);
    expect(await person.verifications()).toMatchObject([{ messages: 1 }]);
    await browser.call("/start-over", {});
  });

  const DEATHS: Record<string, (person: Person, browser: Browser) => Promise<unknown>> = {
    "a newer login": async (person) => {
      const newer = await begin(person);
      await newer.call("/start-over", {});
      const ends = (await person.verifications()).map(({ ended_as }) => ended_as);
      expect(new Set(ends)).toEqual(new Set(["canceled", "superseded"]));
    },
    "starting over": (_person, browser) => browser.call("/start-over", {}),
    "signing out": (_person, browser) => browser.call("/logout", {}),
    "too many wrong codes": async (person, browser) => {
      for (let n = 0; n < 6; n += 1) await browser.call("/check-code", { code: "wrong" });
      expect(await person.verifications()).toMatchObject([{ ended_as: "exhausted" }]);
    },
    "phone change": ({ username }) => house.twostep.users.setPhone(username, "+447700900789"),
    "password change": ({ username }) =>
      house.twostep.users.setPassword(username, "difference engine no 2"),
    disable: ({ username }) => house.twostep.users.setEnabled(username, false),
    expiry: async () => house.passTime(minutes(5)),
  };

  test.each(Object.keys(DEATHS))(
    "a code dead by %s is not sent when the provider is back",
    async (how) => {
      const person = await addPerson(house);
      const browser = await begin(person);
      await DEATHS[how]!(person, browser);
      const alive = await addPerson(house);
      await begin(alive);
      const numbers = await withProvider(async () => {
        await untilAtRest(alive);
        await untilAtRest(person);
      });
      expect(numbers).toEqual([alive.phone]);
      for (const { status } of await messagesOf(person)) expect(status).toBe("expired");
    },
  );

  test("of two codes of one login only the next is sent", async () => {
    const person = await addPerson(house);
    const browser = await begin(person);
    house.passTime(minutes(4));
    expect((await browser.call("/resend", { channel: "sms" })).status).toBe(200);
    const numbers = await withProvider(() => untilAtRest(person));
    expect(numbers).toEqual([person.phone]);
    const byIssue = (await messagesOf(person)).toSorted((a, b) => a.issue - b.issue);
    expect(byIssue.map(({ status }) => status)).toEqual(["expired", "accepted"]);
  });
});

const AT_REST: ReadonlySet<string> = new Set(["accepted", "failed", "expired"]);
