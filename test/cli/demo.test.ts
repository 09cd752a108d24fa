// `twostep demo` in an empty folder: signed in with the code from the phone, and kept at a restart.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Browser } from "../helpers/browser-session.ts";
import { openFolder, type Folder } from "../helpers/command.ts";
import { ADA, codeIn } from "../helpers/house.ts";
import { freePort } from "../helpers/mariadb-server.ts";

let folder: Folder;
beforeAll(async () => {
  folder = await openFolder({});
});
afterAll(() => folder.remove());

const file = () => join(folder.path, "data", "demo.json");

/** The texts on the phone in the box, as its REST API lists them. */
async function texts(phonePort: number): Promise<{ body: string }[]> {
  const kept = JSON.parse(await readFile(file(), "utf8")) as Record<string, string>;
  const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token } = kept;
  const url = `http://127.0.0.1:${phonePort}/2010-04-01/Accounts/${account}/Messages.json`;
  const authorization = `Basic ${btoa(`${account}:${token}`)}`;
  const answer = await fetch(url, { headers: { authorization } });
  return ((await answer.json()) as { messages: { body: string }[] }).messages;
}

test("from an empty folder to signed in, and still signed in after a restart", async () => {
  const [port, phonePort] = [await freePort(), await freePort()];
  const ports = { PORT: String(port), TWOSTEP_PHONE_PORT: String(phonePort) };
  const first = folder.start(["demo"], ports);
  await first.says("Ctrl-C stops it.");
  expect((await stat(file())).mode & 0o777).toBe(0o600);
  const kept = await readFile(file(), "utf8");

  const browser = new Browser((request) => fetch(request), `http://localhost:${port}`);
  const { username, password } = ADA;
  const checked = await browser.call("/check-user", { username, password });
  expect(checked.json["state"]).toBe("code-required");
  await expect.poll(() => texts(phonePort), { timeout: 20_000, interval: 5 }).toHaveLength(1);
  const code = codeIn((await texts(phonePort))[0]!.body);
  expect((await browser.call("/check-code", { code })).json["state"]).toBe("signed-in");
  const ended = await first.end("SIGINT");
  expect({ code: ended.code, err: ended.err }).toEqual({ code: 0, err: "" });
  expect(ended.out).toContain(password);

  const second = folder.start(["demo"], ports);
  await second.says("Ctrl-C stops it.");
  expect(await readFile(file(), "utf8")).toBe(kept);
  expect((await browser.call("/")).json["state"]).toBe("signed-in");
  expect((await second.end("SIGTERM")).code).toBe(0);
});

test("the demo is for this machine only", async () => {
  const { code, err } = await folder.run(["demo"], {
    env: { TWOSTEP_ORIGIN: "https://login.example.org", TWILIO_BASE_URL: "" },
  });
  expect(code).toBe(1);
  expect(err).not.toContain("    at ");
});
