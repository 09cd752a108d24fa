// Owns people for a test: a user with a handset of their own, the steps of a login, and replicas of a
// house that work on the same database.
import { randomInt } from "node:crypto";
import { expect } from "vitest";
import { addUser } from "../../src/domain/user.ts";
import type { Answer, Browser } from "./browser-session.ts";
import { wrongCode, type House } from "./house.ts";
import { startServer } from "./process.ts";

export type Person = Awaited<ReturnType<typeof addPerson>>;

/** Adds a user whom no other test knows. */
export async function addPerson(house: House) {
  const username = `person-${randomInt(2 ** 40).toString(36)}`;
  const phone = `+4477009${String(randomInt(100_000)).padStart(5, "0")}`;
  const password = "turned by the mill wheel";
  const added = await addUser(house.twostep.domain, { username, phone, password, isAdmin: false });
  if (!added.ok) throw new Error(added.message);
  const texts = async (): Promise<number> => (await house.phone.texts(phone)).length;

  return {
    username,
    phone,
    password,
    /** Sends the right password and waits for the code on the handset. */
    async typePassword(browser: Browser): Promise<string> {
      const before = await texts();
      const answer = await browser.call("/check-user", { username, password });
      expect(answer.json).toMatchObject({ state: "code-required" });
      return house.phone.waitForCode(phone, before + 1);
    },
    /** The whole login. */
    async signIn(browser: Browser): Promise<void> {
      const code = await this.typePassword(browser);
      expect((await browser.call("/check-code", { code })).json).toMatchObject({ user: username });
    },
    /** What the database says of this user now. */
    row: () =>
      house.twostep.store.db
        .selectFrom("users")
        .selectAll()
        .where("username", "=", username)
        .executeTakeFirstOrThrow(),
    /** Every verification of this user, the oldest first. */
    async verifications() {
      const { id } = await this.row();
      const { db } = house.twostep.store;
      return db.selectFrom("verifications").selectAll().where("user_id", "=", id).orderBy("id").execute();
    },
    /** The reasons of this user's events of one name, `null` for a success. */
    async events(name: string): Promise<(string | null)[]> {
      const { id } = await this.row();
      const { db } = house.twostep.store;
      const rows = await db.selectFrom("events").select("reason").where("user_id", "=", id).where("name", "=", name).orderBy("id").execute();
      return rows.map((row) => row.reason);
    },
  };
}

/** Types a wrong code `times` over. */
export async function typeWrongCodes(browser: Browser, code: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const answer = await browser.call("/check-code", { code: wrongCode(code) });
    expect(answer.json["type"]).toBe("urn:twostep:wrong-code");
  }
}

/** The word an answer refuses with, such as `wrong-code`. */
export const wordOf = ({ json }: Answer): string | undefined =>
  (json["type"] as string | undefined)?.replace("urn:twostep:", "");

export type Replicas = {
  /** Another browser on replica number `n`, with the cookies of this one. */
  sameBrowserOn(n: number, browser: Browser): Browser;
  close(): Promise<void>;
};

/**
 * A house and two more on its database. On MySQL they share this process, each with connections of
 * its own; on SQLite, where a process has one connection, they are processes.
 */
export async function openReplicas(house: House): Promise<Replicas> {
  const [one, two] =
    house.engine === "mysql"
      ? [await house.openReplica(), await house.openReplica()]
      : await Promise.all([startServer(house), startServer(house)]);
  const all = [house.twostep, one, two];
  return {
    sameBrowserOn(n, browser) {
      const replica = all[n % all.length] ?? house.twostep;
      const other = house.openBrowser(replica);
      for (const [name, value] of browser.cookies) other.cookies.set(name, value);
      return other;
    },
    async close() {
      await Promise.all([one, two].map((replica) => ("kill" in replica ? replica.kill() : undefined)));
    },
  };
}
