// G1, G2, G4, G7, G22 with real processes: killed, started at once, with a wrong clock.
import { writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../src/store/store.ts";
import type { Browser } from "../helpers/browser-session.ts";
import { ADA, ENGINES, startHouse, wrongCode, type House } from "../helpers/house.ts";
import { createDatabase } from "../helpers/mariadb.ts";
import { startServerProcess, type ServerProcess } from "../helpers/server-process.ts";

const { username, password } = ADA;

/** Moves `Date` of a whole process, before any of its modules is loaded. */
const WRONG_CLOCK = `
const RealDate = Date;
const shift = 10 * 60_000;
globalThis.Date = class extends RealDate {
  constructor(...given) { super(...(given.length === 0 ? [RealDate.now() + shift] : given)); }
  static now() { return RealDate.now() + shift; }
};
`;

describe.each(ENGINES)("on %s", (engine) => {
  let house: House;
  let texts = 0;
  beforeAll(async () => {
    house = await startHouse(engine);
  });
  afterAll(() => house.close());

  async function halfLogin(server: ServerProcess): Promise<{ browser: Browser; code: string }> {
    const browser = server.openBrowser();
    const answer = await browser.call("/check-user", { username, password });
    expect(answer.json["state"]).toBe("code-required");
    texts += 1;
    return { browser, code: await house.phone.waitForCode(ADA.phone, texts) };
  }
  const onOther = (browser: Browser, server: ServerProcess): Browser => {
    const other = server.openBrowser();
    for (const [name, value] of browser.cookies) other.cookies.set(name, value);
    return other;
  };

  test("G4 a wrong guess that was answered is counted when the process is killed right after", async () => {
    const first = await startServerProcess(house.environment);
    const { browser, code } = await halfLogin(first);
    for (let i = 0; i < 3; i += 1)
      expect((await browser.call("/check-code", { code: wrongCode(code) })).status).toBe(401);
    await first.end("SIGKILL");
    const second = await startServerProcess(house.environment);
    const again = onOther(browser, second);
    const answer = await again.call("/check-code", { code: wrongCode(code) });
    expect(answer.json["guessesLeft"]).toBe(1);
    expect((await again.call("/check-code", { code })).json["state"]).toBe("signed-in");
    expect(await second.end("SIGTERM")).toBe(0);
  });

  test("G4 a wrong guess is counted when its request is aborted", async () => {
    const server = await startServerProcess(house.environment);
    const { browser, code } = await halfLogin(server);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const guesses = async () => {
      const { db } = house.twostep.store;
      const newest = db.selectFrom("verifications").select("guesses").orderBy("id", "desc");
      return (await newest.executeTakeFirstOrThrow()).guesses;
    };
    for (let guess = 1; guess <= 2; guess += 1) {
      const abort = new AbortController();
      const aborted = fetch(`${server.origin}/check-code`, {
        method: "POST",
        signal: abort.signal,
        headers: { cookie, "content-type": "application/json" },
        body: JSON.stringify({ code: wrongCode(code) }),
      }).then(
        (answer) => answer.body?.cancel(),
        (error: unknown) => expect(String(error)).toContain("Abort"),
      );
      await expect.poll(guesses, { timeout: 10_000, interval: 1 }).toBe(guess);
      abort.abort();
      await aborted;
    }
    const answer = await browser.call("/check-code", { code: wrongCode(code) });
    expect(answer.json["guessesLeft"]).toBe(2);
    await server.end("SIGTERM");
  });

  test("G1 G2 three replicas accept one right code, and compare five wrong ones", async () => {
    const servers = await Promise.all([1, 2, 3].map(() => startServerProcess(house.environment)));
    const [first] = servers as [ServerProcess, ...ServerProcess[]];
    const right = await halfLogin(first);
    const everywhere = (browser: Browser, code: string, count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, i) =>
          onOther(browser, servers[i % servers.length]!).call("/check-code", { code }),
        ),
      );
    const accepted = await everywhere(right.browser, right.code, 60);
    expect(accepted.filter((answer) => answer.status === 200)).toHaveLength(1);
    const wrong = await halfLogin(first);
    const refused = await everywhere(wrong.browser, wrongCode(wrong.code), 60);
    const compared = refused.filter(({ json }) => json["type"] === "urn:twostep:wrong-code");
    expect(compared).toHaveLength(5);
    await Promise.all(servers.map((server) => server.end("SIGTERM")));
  });

  test("G7 a replica whose clock is ten minutes ahead changes nothing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "twostep-clock-"));
    const preload = join(folder, "clock.mjs");
    await writeFile(preload, WRONG_CLOCK);
    const right = await startServerProcess(house.environment);
    const wrong = await startServerProcess(house.environment, ["--import", preload]);
    const { browser, code } = await halfLogin(right);
    const seen = onOther(browser, wrong);
    expect((await seen.call("/")).json["state"]).toBe("code-required");
    expect((await seen.call("/check-code", { code })).json["state"]).toBe("signed-in");
    expect((await onOther(seen, right).call("/")).json["state"]).toBe("signed-in");

    const other = await halfLogin(wrong);
    const expires = Date.parse(String((await other.browser.call("/")).json["expiresAt"]));
    expect(Math.abs(expires - Date.now() - 300_000)).toBeLessThan(60_000);
    await Promise.all([right.end("SIGTERM"), wrong.end("SIGTERM")]);
    await rm(folder, { recursive: true });
  });

  test("G22 replicas started at once on an empty database end with one schema", async () => {
    for (let round = 0; round < 2; round += 1) {
      const database = await emptyDatabase(engine);
      const environment = { ...house.environment, DATABASE_URL: database.url };
      const servers = await Promise.all([1, 2].map(() => startServerProcess(environment)));
      for (const server of servers)
        expect((await server.openBrowser().get("/readyz")).status).toBe(200);
      const store = await openStore(database.url);
      const tables = (await store.db.introspection.getTables()).map((table) => table.name);
      expect(tables.toSorted()).toEqual(TABLES);
      expect(await store.migrate()).toEqual([]);
      await store.close();
      await Promise.all(servers.map((server) => server.end("SIGTERM")));
      await database.drop();
    }
  });
});

const TABLES = ["events", "messages", "pending_logins", "sessions", "users", "verifications"];

async function emptyDatabase(engine: string): Promise<{ url: string; drop(): Promise<void> }> {
  if (engine === "mysql") return createDatabase();
  const folder = await mkdtemp(join(tmpdir(), "twostep-empty-"));
  const drop = () => rm(folder, { recursive: true, force: true });
  return { url: `sqlite:${join(folder, "twostep.db")}`, drop };
}
