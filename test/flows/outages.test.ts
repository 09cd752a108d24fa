// When the database or the provider is gone: clear words while it lasts, and nothing half-done.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { seconds } from "../../src/primitives/duration.ts";
import { listenPhone, type ListeningPhone } from "../../src/phone/listen.ts";
import { createPhone } from "../../src/phone/phone.ts";
import type { Answer, Browser } from "../helpers/browser-session.ts";
import { ADA, codeIn, startHouse, type House } from "../helpers/house.ts";
import { freePort } from "../helpers/mariadb-server.ts";
import { startOwnMariaDb, type MariaDbServer } from "../helpers/mariadb.ts";
import {
  givePassword,
  guessWrong,
  newPerson,
  signIn,
  startLogin,
  stateOf,
  words,
} from "./steps.ts";

/** A page or a problem that says it is not the visitor's fault and when to come back. */
function expectUnavailable(answer: Answer): void {
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("5");
  expect(answer.text).not.toMatch(/ECONN|mysql|\.[jt]s:\d+/i);
  if (answer.headers.get("content-type")?.startsWith("text/html")) {
    expect(words(answer.text)).toContain("Signing in is not possible right now");
    expect(words(answer.text)).toContain("Nothing is lost: try again in a moment.");
  } else expect(answer.json["type"]).toBe("urn:twostep:unavailable");
}

describe("the database is gone", () => {
  let database: MariaDbServer;
  let house: House;
  beforeAll(async () => {
    database = await startOwnMariaDb();
    const { url } = await database.createDatabase();
    house = await startHouse("sqlite", { DATABASE_URL: url });
  });
  afterAll(async () => {
    await house?.close();
    await database?.remove();
  });
  afterEach(() => database.start());

  const count = async (sql: "orphans" | "unsent"): Promise<number> => {
    const { db } = house.twostep.store;
    const rows =
      sql === "orphans"
        ? await db
            .selectFrom("pending_logins as p")
            .leftJoin("verifications as v", "v.pending_login_id", "p.id")
            .where("v.id", "is", null)
            .select("p.id")
            .execute()
        : await db
            .selectFrom("verifications as v")
            .leftJoin("messages as m", "m.verification_id", "v.id")
            .where("m.id", "is", null)
            .select("v.id")
            .execute();
    return rows.length;
  };

  test("every answer says so, and the login goes on where it was", async () => {
    const person = await newPerson(house);
    const [waiting, signedIn, stranger] = [
      house.openBrowser(),
      house.openBrowser(),
      house.openBrowser(),
    ];
    await signIn(house, signedIn, await newPerson(house));
    const code = await startLogin(house, waiting, person);
    await guessWrong(waiting, code, 4);
    await database.stop();

    expectUnavailable(await givePassword(stranger, person));
    expectUnavailable(await stranger.call("/check-user", { username: "ada", password: "x" }));
    for (const path of ["/", "/verify", "/verify/status"])
      expectUnavailable(await waiting.get(path));
    // The right code and wrong ones: neither is spent, none is counted.
    for (const guess of [code, "000000", code])
      expectUnavailable(await waiting.submit("/check-code", { code: guess }));
    expectUnavailable(await waiting.submit("/resend", {}));
    expectUnavailable(await waiting.submit("/logout"));
    expectUnavailable(await signedIn.call("/"));
    expectUnavailable(await stranger.get("/readyz"));
    for (const path of ["/", "/login", "/logout", "/healthz", "/assets/site.css"])
      expect([path, (await stranger.get(path)).status]).toEqual([path, 200]);
    expect([...waiting.cookies.keys()]).toEqual(["twostep-pending"]);

    await database.start();
    expect((await stranger.get("/readyz")).status).toBe(200);
    expect(await stateOf(signedIn)).toBe("signed-in");
    expect((await waiting.submit("/check-code", { code })).location).toBe("/");
    expect(await stateOf(waiting)).toBe("signed-in");
    expect(await house.phone.texts(person.phone)).toHaveLength(1);
    await database.stop();
  });

  test("killed while many sign in: each login is there whole or not at all", async () => {
    const people = await Promise.all(Array.from({ length: 12 }, () => newPerson(house)));
    const answers = people.map((person) => givePassword(house.openBrowser(), person));
    await Promise.race(answers);
    await database.kill();
    for (const { status, location } of await Promise.all(answers))
      expect([status, location]).toEqual(status === 303 ? [303, "/verify"] : [503, null]);
    await database.start();
    expect(await count("orphans")).toBe(0);
    expect(await count("unsent")).toBe(0);
    const [first] = people;
    if (first === undefined) throw new Error("nobody");
    const texts = (await house.phone.texts(first.phone)).length;
    await expect.poll(async () => (await house.openBrowser().get("/readyz")).status).toBe(200);
    expect((await givePassword(house.openBrowser(), first)).location).toBe("/verify");
    expect((await house.phone.waitForText(first.phone, texts + 1)).to).toBe(first.phone);
    await database.stop();
  });
});

describe("the database says nothing", () => {
  let line: Awaited<ReturnType<typeof openLine>>;
  let database: MariaDbServer;
  let house: House;
  beforeAll(async () => {
    database = await startOwnMariaDb();
    const { url } = await database.createDatabase();
    line = await openLine(database.access.port);
    const through = url.replace(`:${database.access.port}/`, `:${line.port}/`);
    house = await startHouse("sqlite", { DATABASE_URL: through });
  });
  afterAll(async () => {
    await line?.close();
    await house?.close();
    await database?.remove();
  });

  test("requests end within 10 seconds, all at once", async () => {
    line.cut();
    const started = performance.now();
    const answers = await Promise.all([
      givePassword(house.openBrowser(), ADA),
      house.openBrowser().call("/readyz"),
    ]);
    expect(performance.now() - started).toBeLessThan(seconds(10));
    for (const answer of answers) expectUnavailable(answer);
  });
});

/** A way to a database that can be cut so that nobody notices: what is sent just never arrives. */
async function openLine(target: number) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => isCut || to.write(bytes));
      from.on("error", () => from.destroy());
      from.on("close", () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits until the first try has failed. */
async function expectTrouble(browser: Browser): Promise<void> {
  await expect
    .poll(async () => (await browser.get("/verify/status")).json["delivery"], { timeout: 10_000 })
    .toBe("provider-trouble");
}

describe("the provider is gone", () => {
  let house: House;
  let port: number;
  let phone: ListeningPhone | undefined;
  beforeEach(async () => {
    port = await freePort();
    house = await startHouse("sqlite", { TWILIO_BASE_URL: `http://127.0.0.1:${port}` });
  });
  afterEach(async () => {
    await house.close();
    await phone?.close();
    phone = undefined;
  });

  test("the login goes on, the page tells of trouble, and the text comes when it is back", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    expect((await givePassword(browser, person)).location).toBe("/verify");
    await expectTrouble(browser);
    expect(words((await browser.get("/verify")).text)).toContain(
      "Texts are held up at the moment.",
    );
    expect(await stateOf(browser)).toBe("code-required");

    const texts: string[] = [];
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    const inTheBox = createPhone(house.phone.account);
    const fetch = async (request: Request): Promise<Response> => {
      const copy = request.clone();
      const answer = await inTheBox.fetch(request);
      if (answer.status === 201) {
        texts.push(new URLSearchParams(await copy.text()).get("Body") ?? "");
        resolve();
      }
      return answer;
    };
    phone = await listenPhone({ ...inTheBox, fetch }, { port });
    house.passTime(seconds(15));
    await arrived;
    const code = codeIn(texts[0] ?? "");
    expect((await browser.submit("/check-code", { code })).location).toBe("/");
    expect(texts).toHaveLength(1);
  });

  test("a login given up meanwhile is never texted", async () => {
    const browser = house.openBrowser();
    await givePassword(browser, ADA);
    await expectTrouble(browser);
    await browser.submit("/start-over");
    const inTheBox = createPhone(house.phone.account);
    const { promise: first, resolve } = Promise.withResolvers<string | null>();
    const fetch = async (request: Request): Promise<Response> => {
      const form = new URLSearchParams(await request.clone().text());
      resolve(form.get("To"));
      return inTheBox.fetch(request);
    };
    phone = await listenPhone({ ...inTheBox, fetch }, { port });
    house.passTime(seconds(30));
    // The longest waiting message goes first: had it been sent, it would be that one.
    const person = await newPerson(house);
    await givePassword(house.openBrowser(), person);
    expect(await first).toBe(person.phone);
  });
});
