// What can be done to a real port: broken requests, huge ones, and ones that end in the middle.
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Listening } from "../../src/web/listen.ts";
import { startHouse, type House } from "../helpers/house.ts";
import { freePort } from "../helpers/mariadb-server.ts";

let house: House;
let listening: Listening;
let host: string;

beforeAll(async () => {
  const port = await freePort();
  host = `localhost:${port}`;
  house = await startHouse("sqlite", { PORT: String(port) });
  listening = await house.twostep.listen();
});
afterAll(async () => {
  await listening?.stop();
  await house?.close();
});

/** Writes bytes to the port and gives all that comes back until the other side has ended. */
function exchange(bytes: string | Buffer): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect(listening.port, "127.0.0.1");
  let answer = "";
  socket.setEncoding("latin1").on("data", (text) => (answer += text));
  // Reset by the server while much is still to be sent: what was answered before counts.
  socket.on("error", () => socket.destroy());
  socket.on("close", () => resolve(answer));
  socket.write(bytes);
  return promise;
}

const head = (line: string, fields: string[] = []): string =>
  [line, `Host: ${host}`, "Connection: close", ...fields, "", ""].join("\r\n");

const form = (length: number): string =>
  head("POST /check-user HTTP/1.1", [
    "Content-Type: application/x-www-form-urlencoded",
    `Content-Length: ${length}`,
  ]);

const MEBIBYTE = 1024 * 1024;

test("an ordinary request over the port", async () => {
  const answer = await exchange(head("GET /login HTTP/1.1"));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(answer).toContain("Sign in");
});

describe("broken requests", () => {
  const BROKEN: Record<string, [number, string | (() => string | Buffer)]> = {
    "bytes of another protocol": [400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n"],
    "an unknown method": [400, () => head("FOO / HTTP/1.1")],
    "TRACE, which repeats cookies": [405, () => head("TRACE / HTTP/1.1")],
    "OPTIONS for the whole server": [400, () => head("OPTIONS * HTTP/1.1")],
    "no Host": [400, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
    "no Host in HTTP/1.0": [400, "GET / HTTP/1.0\r\n\r\n"],
    "a Host that is none": [400, "GET / HTTP/1.1\r\nHost: a b/@\r\nConnection: close\r\n\r\n"],
    "an address that is none": [400, () => head("GET http://[ HTTP/1.1")],
    "raw bytes in the address": [400, () => Buffer.from(head("GET /\xff\xfe HTTP/1.1"), "latin1")],
    "an address of another host": [404, () => head("GET //evil.example/login HTTP/1.1")],
    "100 KB of cookies": [431, () => head("GET / HTTP/1.1", [`Cookie: ${"a".repeat(100_000)}`])],
    "10,000 headers": [431, () => head("GET / HTTP/1.1", Array(10_000).fill("X-A: b"))],
    "two lengths": [
      400,
      () =>
        head("POST /check-user HTTP/1.1", ["Content-Length: 3", "Transfer-Encoding: chunked"]) +
        "0\r\n\r\n",
    ],
    "a negative length": [400, () => head("POST /check-user HTTP/1.1", ["Content-Length: -3"])],
    "an unknown expectation": [417, () => head("POST /logout HTTP/1.1", ["Expect: nonsense"])],
    "1 MiB of form": [413, () => form(MEBIBYTE) + "x".repeat(MEBIBYTE)],
  };

  test.each(Object.keys(BROKEN))("%s", async (name) => {
    const [status, bytes] = BROKEN[name] ?? [0, ""];
    const answer = await exchange(typeof bytes === "string" ? bytes : bytes());
    expect(answer.split("\r\n")[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).not.toMatch(/\.[jt]sx?:\d+|node_modules/);
  });

  test("1 MiB in chunks, with no length announced", async () => {
    const start = head("POST /check-code HTTP/1.1", [
      "Content-Type: application/json",
      "Transfer-Encoding: chunked",
    ]);
    const answer = await exchange(`${start}100000\r\n${"x".repeat(MEBIBYTE)}\r\n0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

test("a body that ends in the middle does nothing and is no mistake of ours", async () => {
  const socket = connect(listening.port, "127.0.0.1");
  const logged = house.logLines.length;
  socket.write(`${form(200)}username=ada&password=analytical+eng`);
  // The head has arrived when the server asks for the next request on another connection.
  await exchange(head("GET /healthz HTTP/1.1"));
  socket.destroy();
  await expect.poll(() => house.logLines.slice(logged).join("\n")).toContain("/check-user");
  expect(house.logLines.slice(logged).join("\n")).not.toContain("err");
  expect(await house.phone.texts("+447700900123")).toEqual([]);
});

test("after all this it serves as before, and no mistake of ours is on the log", async () => {
  expect(await exchange(head("GET /readyz HTTP/1.1"))).toContain('{"status":"ready"}');
  expect(house.logLines.filter((line) => /"err"|mistake in Twostep/.test(line))).toEqual([]);
});
