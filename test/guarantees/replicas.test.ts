// G1, G2, G5, G6, G8 over three replicas of one database: races between them, and that each knows at
// once what another has answered. On SQLite the replicas are processes of their own.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, startHouse, wrongCode, type House } from "../helpers/house.ts";
import {
  addPerson,
  openReplicas,
  typeCode,
  typeWrongCodes,
  wordOf,
  type Person,
  type Replicas,
} from "../helpers/person.ts";

const MANY = 200;

describe.each(ENGINES)("on %s", (engine) => {
  let house: House;
  let replicas: Replicas;
  beforeAll(async () => {
    house = await startHouse(engine);
    replicas = await openReplicas(house);
  });
  afterAll(async () => {
    await replicas.close();
    await house.close();
  });

  test(`G1 of ${MANY} right codes at once over three replicas one opens a session`, async () => {
    const person = await addPerson(house);
    const browser = house.openBrowser();
    const code = await person.typePassword(browser);
    const answers = await Promise.all(
      Array.from({ length: MANY }, (_, n) => typeCode(replicas.meet(n, browser), code)),
    );
    expect(
      countOf(
        answers.map(({ status }) => status),
        200,
      ),
    ).toBe(1);
    expect(
      countOf(
        answers.map(({ status }) => status),
        401,
      ),
    ).toBe(MANY - 1);
    expect(await person.sessions()).toHaveLength(1);
    expect(await person.verifications()).toMatchObject([{ ended_as: "spent", live_key: null }]);
    expect(await person.reasonsOf("signed-in")).toEqual([null]);
    expect(await person.row()).toMatchObject({ wrong_codes: 0 });
  });

  test(`G2 of ${MANY} wrong codes at once over three replicas five are compared`, async () => {
    const person = await addPerson(house);
    const browser = house.openBrowser();
    const code = await person.typePassword(browser);
    const answers = await Promise.all(
      Array.from({ length: MANY }, (_, n) => typeCode(replicas.meet(n, browser), wrongCode(code))),
    );
    expect(countOf(answers.map(wordOf), "wrong-code")).toBe(5);
    expect(answers.every(({ status }) => status === 401)).toBe(true);
    const left = answers.flatMap(({ json }) => json["guessesLeft"] ?? []);
    expect(new Set(left)).toEqual(new Set([0, 1, 2, 3, 4]));
    expect(await person.verifications()).toMatchObject([{ guesses: 5, ended_as: "exhausted" }]);
    expect(await person.row()).toMatchObject({ wrong_codes: 5 });
    expect(countOf(await person.reasonsOf("code-refused"), "code-wrong")).toBe(5);
    expect((await typeCode(browser, code)).status).toBe(401);
    expect(await person.sessions()).toEqual([]);
  });

  test(`G1 G2 right and wrong codes at once: no more than five compared, one session`, async () => {
    const person = await addPerson(house);
    const browser = house.openBrowser();
    const code = await person.typePassword(browser);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        typeCode(replicas.meet(n, browser), n % 10 === 9 ? code : wrongCode(code)),
      ),
    );
    const compared = countOf(answers.map(wordOf), "wrong-code");
    const accepted = countOf(
      answers.map(({ status }) => status),
      200,
    );
    expect(compared + accepted).toBeLessThanOrEqual(5);
    expect(accepted).toBeLessThanOrEqual(1);
    expect(await person.sessions()).toHaveLength(accepted);
  });

  test("G5 wrong codes add up over replicas, restarts and new logins", async () => {
    const person = await addPerson(house);
    const [first, second] = [house.openBrowser(), house.openBrowser()];
    const code = await person.typePassword(first);
    for (const n of [0, 1, 2]) await typeWrongCodes(replicas.meet(n, first), code, 1);
    const next = await person.typePassword(second);
    await typeWrongCodes(replicas.meet(1, second), next, 2);
    await replicas.close();
    replicas = await openReplicas(house);
    const answer = await typeCode(replicas.meet(1, second), wrongCode(next));
    expect(answer.json["guessesLeft"]).toBe(2);
    expect(await person.row()).toMatchObject({ wrong_codes: 6 });
    await person.signIn(house.openBrowser());
    expect(await person.row()).toMatchObject({ wrong_codes: 0 });
  });

  test("G6 of 24 logins begun at once over three replicas one code lives", async () => {
    const { username, password, ...person } = await addPerson(house);
    const browsers = Array.from({ length: 24 }, () => house.openBrowser());
    const begun = await Promise.all(
      browsers.map(async (browser, n) => {
        const there = replicas.meet(n, browser);
        const { status } = await there.call("/check-user", { username, password });
        for (const [name, value] of there.cookies) browser.cookies.set(name, value);
        return status;
      }),
    );
    expect(countOf(begun, 200)).toBe(24);
    const verifications = await person.verifications();
    expect(
      countOf(
        verifications.map(({ ended_as }) => ended_as),
        null,
      ),
    ).toBe(1);
    expect(
      countOf(
        verifications.map(({ ended_as }) => ended_as),
        "superseded",
      ),
    ).toBe(23);
    const states = await Promise.all(browsers.map((browser) => browser.call("/")));
    expect(
      countOf(
        states.map(({ json }) => json["state"]),
        "code-required",
      ),
    ).toBe(1);
  });

  describe("G8", () => {
    const ENDINGS: Record<string, (person: Person) => Promise<unknown>> = {
      disable: ({ username }) => house.twostep.users.setEnabled(username, false),
      "password change": ({ username }) =>
        house.twostep.users.setPassword(username, "difference engine no 2"),
      "phone change": ({ username }) => house.twostep.users.setPhone(username, "+447700900789"),
      removal: ({ username }) => house.twostep.users.remove(username),
    };

    test.each(Object.keys(ENDINGS))(
      "after %s each replica refuses at once, for ever",
      async (how) => {
        const person = await addPerson(house);
        const [full, half] = [house.openBrowser(), house.openBrowser()];
        await person.signIn(full);
        const code = await person.typePassword(half);
        await ENDINGS[how]!(person);
        const expectRefusal = async (): Promise<void> => {
          for (const n of [1, 2, 0]) {
            expect((await replicas.meet(n, full).call("/")).json["state"]).toBe("signed-out");
            expect((await replicas.meet(n, half).call("/")).json["state"]).toBe("signed-out");
            expect((await typeCode(replicas.meet(n, half), code)).status).toBe(401);
            expect((await replicas.meet(n, half).call("/resend", {})).status).toBe(401);
          }
        };
        await expectRefusal();
        await replicas.close();
        replicas = await openReplicas(house);
        await house.twostep.users.setEnabled(person.username, true);
        await expectRefusal();
      },
    );

    test("after sign-out on one replica each refuses at once, full and half", async () => {
      const person = await addPerson(house);
      const full = house.openBrowser();
      await person.signIn(full);
      const half = house.openBrowser();
      const code = await person.typePassword(half);
      const copies = [1, 2, 0].map(
        (n) => [replicas.meet(n, full), replicas.meet(n, half)] as const,
      );
      await replicas.meet(1, full).call("/logout", {});
      await replicas.meet(2, half).call("/logout", {});
      for (const [session, pending] of copies) {
        expect((await session.call("/")).json["state"]).toBe("signed-out");
        expect((await pending.call("/")).json["state"]).toBe("signed-out");
        expect((await typeCode(pending, code)).status).toBe(401);
      }
      expect(await person.sessions()).toEqual([]);
      expect((await person.verifications()).at(-1)).toMatchObject({ ended_as: "canceled" });
    });

    test("a user disabled on one replica cannot begin on another", async () => {
      const person = await addPerson(house);
      const { username, password } = person;
      await house.twostep.users.setEnabled(username, false);
      for (const n of [1, 2]) {
        const answer = await replicas
          .meet(n, house.openBrowser())
          .call("/check-user", { username, password });
        expect(wordOf(answer)).toBe("wrong-credentials");
      }
      expect(await person.verifications()).toEqual([]);
    });
  });
});

const countOf = <T>(all: readonly T[], one: T): number => all.filter((each) => each === one).length;
