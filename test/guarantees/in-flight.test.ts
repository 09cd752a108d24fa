// G8, G12: a user is changed in the very moment in which a right password is being hashed. The login
// that comes of it is dead from its start, and no text leaves for it.
import * as argon2 from "@node-rs/argon2";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ENGINES, startHouse, type House } from "../helpers/house.ts";
import { addPerson, type Person } from "../helpers/person.ts";

vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof argon2>();
  return { ...real, verify: vi.fn<typeof real.verify>(real.verify) };
});

describe.each(ENGINES)("on %s", (engine) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(engine);
  });
  afterAll(() => house.close());

  const CHANGES: Record<string, (person: Person) => Promise<unknown>> = {
    disabled: ({ username }) => house.twostep.users.setEnabled(username, false),
    "given another phone": ({ username }) =>
      house.twostep.users.setPhone(username, "+447700900789"),
    "given another password": ({ username }) =>
      house.twostep.users.setPassword(username, "difference engine no 2"),
    removed: ({ username }) => house.twostep.users.remove(username),
  };

  test.each(Object.keys(CHANGES))("G8 G12 a user %s meanwhile", async (how) => {
    const person = await addPerson(house);
    const verify = vi.mocked(argon2.verify).getMockImplementation();
    if (verify === undefined) throw new Error("there is no hash to interrupt");
    vi.mocked(argon2.verify).mockImplementationOnce(async (...given) => {
      const isRight = await verify(...given);
      await CHANGES[how]!(person);
      return isRight;
    });
    const browser = house.openBrowser();
    const { username, password } = person;
    await browser.call("/check-user", { username, password });
    expect((await browser.call("/")).json).toEqual({ state: "signed-out" });
    expect((await browser.call("/resend", { channel: "sms" })).status).toBe(401);

    const other = await addPerson(house);
    await other.signIn(house.openBrowser());
    const notExpired = async () => {
      const { db } = house.twostep.store;
      const messages = db.selectFrom("messages as m").select("m.status");
      const theirs = messages.innerJoin("verifications as v", "v.id", "m.verification_id");
      return (await theirs.where("v.user_id", "=", person.id).execute()).filter(
        (message) => message.status !== "expired",
      );
    };
    await expect.poll(notExpired, { timeout: 10_000 }).toEqual([]);
    expect(await house.phone.texts(person.phone)).toEqual([]);
    expect(await person.sessions()).toEqual([]);
  });
});
