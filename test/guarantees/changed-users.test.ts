// G8, G12: a user who is changed while a password is being checked; and secrets that are rotated.
import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyPassword } from "../../src/domain/password.ts";
import { ADA, ENGINES, startHouse, type House } from "../helpers/house.ts";

const { username, password } = ADA;

describe.each(ENGINES)("on %s", (engine) => {
  let house: House;
  beforeEach(async () => {
    house = await startHouse(engine);
  });
  afterEach(() => house.close());

  test.each(["disable", "set-phone", "remove"])(
    "G8 G12 %s while the password is hashed leaves no code and no text",
    async (change) => {
      const { users, domain, store } = house.twostep;
      // As long as one hash: the change is answered while the login's own is under way.
      const login = house.openBrowser().call("/check-user", { username, password });
      await verifyPassword(domain.keys, undefined, "nobody");
      if (change === "disable") await users.setEnabled(username, false);
      else if (change === "set-phone") await users.setPhone(username, "+447700900789");
      else await users.remove(username);
      await login;
      const live = store.db.selectFrom("verifications").select("id").where("ended_as", "is", null);
      expect(await live.execute()).toEqual([]);
    },
  );

  test("a login moves password and phone number to the newest secret", async () => {
    const [old, next] = [house.environment.TWOSTEP_SECRET, randomBytes(32).toString("base64")];
    await house.twostep.close();
    const rotating = await house.openReplica({ TWOSTEP_SECRET: `${next},${old}` });
    const step1 = await house.openBrowser(rotating).call("/check-user", { username, password });
    expect(step1.status).toBe(200);
    await rotating.close();
    const rotated = await house.openReplica({ TWOSTEP_SECRET: next });
    const again = await house.openBrowser(rotated).call("/check-user", { username, password });
    expect(again.json).toMatchObject({ state: "code-required", sentTo: "•••• ••• 123" });
    const shown = [];
    for await (const user of rotated.users.each()) shown.push(user.phone);
    expect(shown[0]).toBe("•••• ••• 123");
    expect(shown[1]).toContain("unreadable");
  });
});
