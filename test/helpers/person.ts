// Owns people for a test: a user with a handset of their own and the steps of a login; and replicas of
// a house that work on the same database.
import { randomInt } from "node:crypto";
import { expect } from "vitest";
import type { Answer, Browser } from "./browser-session.ts";
import { wrongCode, type House } from "./house.ts";
import { startServerProcess } from "./server-process.ts";

export type Person = Awaited<ReturnType<typeof addPerson>>;

/** Adds a user whom no other test knows. */
export async function addPerson(house: House) {
  const { db } = house.twostep.store;
  const username = `person-${randomInt(2 ** 40).toString(36)}`;
  const phone = `+4477009${String(randomInt(100_000)).padStart(5, "0")}`;
  const password = "turned by the mill wheel";
  const added = await house.twostep.users.add({ username, phone, password, isAdmin: false });
  if (!added.ok) throw new Error(added.message);
  const row = () =>
    db.selectFrom("users").selectAll().where("username", "=", username).executeTakeFirstOrThrow();
  const { id } = await row();

  return {
    id,
    username,
    phone,
    password,
    row,
    /** Sends the right password and waits for the code on the handset. */
    async typePassword(browser: Browser): Promise<string> {
      const before = await house.phone.texts(phone);
      const answer = await browser.call("/check-user", { username, password });
      expect(answer.json).toMatchObject({ state: "code-required" });
      return house.phone.waitForCode(phone, before.length + 1);
    },
    /** The whole login. */
    async signIn(browser: Browser): Promise<void> {
      const code = await this.typePassword(browser);
      expect((await browser.call("/check-code", { code })).json).toMatchObject({ user: username });
    },
    /** How each verification of this user stands, the oldest first. */
    verifications: () =>
      db
        .selectFrom("verifications")
        .selectAll()
        .where("user_id", "=", id)
        .orderBy("created_at")
        .execute(),
    sessions: () => db.selectFrom("sessions").selectAll().where("user_id", "=", id).execute(),
    /** The reasons of this user's events of one name, null for a success. */
    async reasonsOf(name: string): Promise<(string | null)[]> {
      const events = db.selectFrom("events").select("reason").where("user_id", "=", id);
      const rows = await events.where("name", "=", name).orderBy("at").execute();
      return rows.map(({ reason }) => reason);
    },
  };
}

export const typeCode = (browser: Browser, code: string): Promise<Answer> =>
  browser.call("/check-code", { code });

/** Types a wrong code `times` over. */
export async function typeWrongCodes(browser: Browser, code: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1)
    expect(wordOf(await typeCode(browser, wrongCode(code)))).toBe("wrong-code");
}

/** The word an answer refuses with, such as `wrong-code`. */
export const wordOf = ({ json }: Answer): string | undefined =>
  (json["type"] as string | undefined)?.replace("urn:twostep:", "");

export type Replicas = Awaited<ReturnType<typeof openReplicas>>;

/**
 * Two more replicas on the database of a house. On MySQL they share this process, each with its own
 * connections; on SQLite, where a process has one connection, they are processes.
 */
export async function openReplicas(house: House) {
  const isMysql = house.engine === "mysql";
  const servers = isMysql
    ? []
    : [await startServerProcess(house.environment), await startServerProcess(house.environment)];
  const inProcess = isMysql ? [await house.openReplica(), await house.openReplica()] : [];
  const openers = [
    () => house.openBrowser(),
    ...servers.map((server) => () => server.openBrowser()),
    ...inProcess.map((replica) => () => house.openBrowser(replica)),
  ];
  return {
    /** The same browser as it meets replica `n`, with its cookies of now. */
    meet(n: number, browser: Browser): Browser {
      const other = openers[n % openers.length]!();
      for (const [name, value] of browser.cookies) other.cookies.set(name, value);
      return other;
    },
    close: () => Promise.all(servers.map((server) => server.end("SIGKILL"))),
  };
}
