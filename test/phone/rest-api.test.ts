// What the REST API answers to requests no well-behaved client would send.

import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { ACCOUNT_SID, ADA, AUTHORIZATION, OWN_NUMBER, startPhone } from "./fixture.ts";

const FORM = "application/x-www-form-urlencoded";

async function send(url: string, init: RequestInit & { type?: string } = {}) {
  const headers: Record<string, string> = { Authorization: AUTHORIZATION };
  if (init.type) headers["Content-Type"] = init.type;
  const answer = await fetch(url, { headers, ...init });
  return { answer, json: await answer.json() };
}

/** Sends a Host header of one's own, which fetch does not allow. */
function askAs(host: string, url: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { Host: host, Authorization: AUTHORIZATION };
  const asked = request(url, { headers }, (answer) => {
    answer.resume();
    resolve(answer.statusCode!);
  });
  asked.on("error", reject).end();
  return promise;
}

describe("who asks", () => {
  test.for([
    ["nobody", undefined],
    ["another scheme", `Bearer ${AUTHORIZATION.slice(6)}`],
    ["no base64", "Basic %%%"],
    ["nothing", "Basic"],
    ["the right name only", `Basic ${Buffer.from(ACCOUNT_SID).toString("base64")}`],
  ] as const)("%s is told to authenticate", async ([_name, authorization]) => {
    const { messagesUrl } = await startPhone();
    const headers: HeadersInit = authorization ? { Authorization: authorization } : {};
    const { answer, json } = await send(messagesUrl, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
    expect(json).toEqual({
      code: 20003,
      message: "Authenticate",
      more_info: "https://www.twilio.com/docs/errors/20003",
      status: 401,
    });
  });

  test("an account does not see another one", async () => {
    const { messagesUrl } = await startPhone();
    const { answer } = await send(messagesUrl.replace(ACCOUNT_SID, `AC${"f".repeat(32)}`));
    expect(answer.status).toBe(401);
  });

  test.for(["evil.example", "localhost.evil.example", "127.0.0.1.nip.io:80", "192.168.0.1"])(
    "a request for the host %s is refused, page and API alike",
    async (host) => {
      const { origin, messagesUrl } = await startPhone();
      for (const url of [`${origin}/`, `${origin}/events`, `${origin}/healthz`, messagesUrl])
        expect(await askAs(host, url)).toBe(403);
    },
  );

  test.for(["localhost", "LOCALHOST:80", "127.0.0.1:5001", "[::1]:5001"])(
    "a request for the host %s is answered",
    async (host) => {
      const { messagesUrl } = await startPhone();
      expect(await askAs(host, messagesUrl)).toBe(200);
    },
  );
});

describe("what is asked for", () => {
  test.for(["/Nothing.json", "/Messages/SM1.json", "/Messages.xml", "/Messages/%E0%A4%A.json", ""])(
    "the unknown resource %s is not found",
    async (path) => {
      const { messagesUrl } = await startPhone();
      const { answer, json } = await send(messagesUrl.replace("/Messages.json", path));
      expect(answer.status).toBe(404);
      expect(json).toMatchObject({ code: 20404, status: 404 });
      expect(json.message).toBe(
        `The requested resource /2010-04-01/Accounts/${ACCOUNT_SID}${path} was not found`,
      );
    },
  );

  test("a message that is not there has neither feedback nor media", async () => {
    const { messagesUrl } = await startPhone();
    const base = messagesUrl.replace(".json", `/SM${"0".repeat(32)}`);
    expect((await send(`${base}/Media.json`)).json.code).toBe(20404);
    expect((await send(`${base}/Feedback.json`, { method: "POST" })).json.code).toBe(20404);
    expect((await send(`${base}.json`, { method: "POST" })).json.code).toBe(20404);
  });

  test.for([
    ["PUT", "", "GET, POST"],
    ["DELETE", "", "GET, POST"],
    ["PATCH", "/SM1", "GET, POST, DELETE"],
    ["GET", "/SM1/Feedback", "POST"],
    ["POST", "/SM1/Media", "GET"],
  ] as const)("%s on Messages%s is not allowed", async ([method, path, allowed]) => {
    const { messagesUrl } = await startPhone();
    const { answer, json } = await send(messagesUrl.replace(".json", `${path}.json`), { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe(allowed);
    expect(json).toMatchObject({ code: 20004, status: 405 });
  });
});

describe("what is sent", () => {
  test("a form of 64 KiB is read, a larger one is refused", async () => {
    const { messagesUrl } = await startPhone();
    const form = `To=${encodeURIComponent(ADA)}&From=${encodeURIComponent(OWN_NUMBER)}&Body=x&Pad=`;
    const fill = (bytes: number) => form.padEnd(bytes, "x");
    const post = (body: string) => send(messagesUrl, { method: "POST", type: FORM, body });
    expect((await post(fill(65_536))).answer.status).toBe(201);
    const { answer, json } = await post(fill(65_537));
    expect(answer.status).toBe(413);
    expect(json).toMatchObject({ status: 413 });
  });

  test("a large form without a length is refused as well", async () => {
    const { messagesUrl } = await startPhone();
    const body = new Blob(["x".repeat(100_000)]).stream();
    const init = { method: "POST", type: FORM, body, duplex: "half" } as RequestInit;
    expect((await send(messagesUrl, init)).answer.status).toBe(413);
  });

  test.for(["application/json", "text/plain", "application/xml"])(
    "a body of type %s is refused",
    async (type) => {
      const { messagesUrl } = await startPhone();
      const { answer, json } = await send(messagesUrl, { method: "POST", type, body: "{}" });
      expect(answer.status).toBe(415);
      expect(json).toMatchObject({ code: 19056, status: 415 });
    },
  );

  test("a multipart form is read, a broken one is refused", async () => {
    const { messagesUrl } = await startPhone();
    const body = new FormData();
    for (const [name, value] of [
      ["To", ADA],
      ["From", OWN_NUMBER],
      ["Body", "Hello"],
    ] as const)
      body.set(name, value);
    expect((await send(messagesUrl, { method: "POST", body })).answer.status).toBe(201);
    const type = "multipart/form-data; boundary=x";
    const broken = await send(messagesUrl, { method: "POST", type, body: "--y" });
    expect(broken.json).toMatchObject({ status: 400, code: 70002 });
  });

  test("no body at all lacks a recipient", async () => {
    const { messagesUrl } = await startPhone();
    expect((await send(messagesUrl, { method: "POST" })).json.code).toBe(21604);
  });

  test("an unescaped plus and hostile bytes do no harm", async () => {
    const { messagesUrl, client } = await startPhone();
    const plain = `To=${ADA}&From=${OWN_NUMBER}&Body=`;
    const post = (body: BodyInit) => send(messagesUrl, { method: "POST", type: FORM, body });
    expect((await post(`${plain}plus`)).json).toMatchObject({ to: ADA, from: OWN_NUMBER });
    const bytes = new Uint8Array([...Buffer.from(plain), 0xff, 0xfe, 0x00, 0xc3, 0x28]);
    expect((await post(bytes)).json.body).toBe("��\0�(");
    expect((await post(`${plain}%zz%00%ED%A0%80`)).answer.status).toBe(201);
    expect((await post(`${plain}x&To=second&__proto__=y`)).json.to).toBe(ADA);
    expect((await post("To=__proto__&From=constructor&Body=x")).json.code).toBe(21211);
    expect(await client.messages.list()).toHaveLength(4);
  });
});
