// `twostep serve` from start to end: structured lines, and no request lost at the end.
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newAccount, newSecret, openFolder, type Folder } from "../helpers/command.ts";
import { freePort } from "../helpers/mariadb-server.ts";

let folder: Folder;
beforeAll(async () => {
  folder = await openFolder({ ...newSecret(), ...newAccount() });
});
afterAll(() => folder.remove());

async function serve() {
  const port = await freePort();
  const server = folder.start(["serve"], { PORT: String(port) });
  await server.says('"listening"');
  return { ...server, port };
}

/** Sends the head of a request; the server has it when this resolves. The body is still to come. */
async function beginRequest(port: number, body: string) {
  const sent = request({
    host: "127.0.0.1",
    port,
    path: "/check-user",
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      expect: "100-continue",
    },
  });
  sent.flushHeaders();
  await once(sent, "continue");
  return sent;
}

test("SIGTERM: a request in flight is answered, then it ends with 0", async () => {
  const server = await serve();
  const body = JSON.stringify({ username: "nobody", password: "whatever it is" });
  const sent = await beginRequest(server.port, body);
  const ended = server.end("SIGTERM");
  await server.says('"stopping"');
  sent.end(body);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  expect(answer.statusCode).toBe(401);
  expect(JSON.parse(await text(answer))).toMatchObject({ type: "urn:twostep:wrong-credentials" });
  expect((await ended).code).toBe(0);
});

test("SIGINT: it ends with 0, and every line is JSON with a level and a time", async () => {
  const server = await serve();
  expect((await fetch(`http://127.0.0.1:${server.port}/login`)).status).toBe(200);
  const { code, out, err } = await server.end("SIGINT");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const lines = out.trim().split("\n").map(asObject);
  for (const line of lines) expect(line).toMatchObject({ level: 30, time: expect.any(String) });
  const said = lines.map(({ msg }) => msg);
  expect(said[0]).toBe("listening");
  expect(said.slice(-2)).toEqual(["stopping", "stopped"]);
});

const asObject = (line: string) => JSON.parse(line) as Record<string, unknown>;
