// What no page and no honest program sends: a clear answer with the right status, nothing done.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../helpers/browser-session.ts";
import { ADA, ENGINES, startHouse, type House } from "../helpers/house.ts";
import { newPerson, startLogin, stateOf } from "./steps.ts";

const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";
const RIGHT = { username: ADA.username, password: ADA.password };
const RIGHT_FORM = new URLSearchParams(RIGHT).toString();
const MEBIBYTE = 1024 * 1024;

describe.each(ENGINES)("on %s", (engine) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(engine);
  });
  afterAll(() => house.close());

  const post = (path: string, type: string | undefined, body: BodyInit, accept = "text/html") =>
    house.openBrowser().send(path, {
      method: "POST",
      headers: { accept, ...(type === undefined ? {} : { "content-type": type }) },
      body,
    });

  /** Sends it for a page and for a program; both are told the same status, and nothing is done. */
  async function refusalOf(path: string, type: string | undefined, body: Body): Promise<number> {
    const page = await post(path, type, body);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.text).toMatch(/<h1[^>]*>This request /);
    const problem = await post(path, type, body, JSON_TYPE);
    const { status } = page;
    expect(problem.status).toBe(status);
    expect(problem.json).toMatchObject({ type: `urn:twostep:${WORDS[status]}`, status });
    for (const answer of [page, problem]) expectQuiet(answer);
    return status;
  }

  const FORMS: Record<string, string> = {
    "nothing at all": "",
    "no username": "password=analytical+engine",
    "no password": "username=ada",
    "a name without a value": "username=ada&password",
    "an unknown field": `${RIGHT_FORM}&remember=yes`,
    "a field of another route": `${RIGHT_FORM}&code=123456`,
    "a field twice": `${RIGHT_FORM}&username=grace`,
    "a field twice, alike": `${RIGHT_FORM}&password=analytical+engine`,
    "a list as PHP reads it": "username[]=ada&password=analytical+engine",
    "a field named __proto__": `${RIGHT_FORM}&__proto__=x`,
    "a field named constructor": `${RIGHT_FORM}&constructor=x`,
    "an empty pair": `${RIGHT_FORM}&`,
    "percent-encoded bytes that are no UTF-8": "username=%ff%fe&password=x",
    "half a character": "username=%F0%9F&password=x",
    "a surrogate in UTF-8": "username=%ED%A0%80&password=x",
    "an overlong slash": "username=%c0%af&password=x",
    "a percent sign alone": "username=100%&password=x",
    "JSON under a form's name": JSON.stringify(RIGHT),
  };
  // `password` alone is a password of no characters: well-formed, and not right.
  const WELL_FORMED = new Set(["a name without a value"]);

  test.each(Object.keys(FORMS))("a form with %s", async (name) => {
    const body = FORMS[name] ?? "";
    if (WELL_FORMED.has(name)) {
      expect((await post("/check-user", FORM, body)).status).toBe(303);
      expect((await post("/check-user", FORM, body, JSON_TYPE)).status).toBe(401);
    } else expect(await refusalOf("/check-user", FORM, body)).toBe(400);
  });

  const JSONS: Record<string, string> = {
    null: "null",
    true: "true",
    "a number": "7",
    "a string": '"ada"',
    "a list": '["ada","analytical engine"]',
    "a list of pairs": '[["username","ada"],["password","x"]]',
    nothing: "",
    "half an object": '{"username":"ada"',
    "two objects": '{"username":"ada","password":"x"}{}',
    "a trailing comma": '{"username":"ada","password":"x",}',
    "single quotes": "{'username':'ada','password':'x'}",
    "a byte order mark": '\ufeff{"username":"ada","password":"x"}',
    "a number for a name": '{"username":1,"password":"x"}',
    "null for a password": '{"username":"ada","password":null}',
    "a list for a name": '{"username":["ada"],"password":"x"}',
    "an object for a name": '{"username":{"$ne":""},"password":"x"}',
    "true for a password": '{"username":"ada","password":true}',
    "a lone surrogate": '{"username":"\\ud800","password":"x"}',
    "a lone surrogate in the password": '{"username":"ada","password":"\\udfff x"}',
    "an own __proto__": '{"username":"ada","password":"x","__proto__":"x"}',
    "fields in __proto__": '{"__proto__":{"username":"ada","password":"analytical engine"}}',
    "a field named hasOwnProperty": '{"username":"ada","password":"x","hasOwnProperty":"x"}',
    "an unknown field": '{"username":"ada","password":"x","admin":"yes"}',
    "5,000 brackets": `${"[".repeat(5000)}${"]".repeat(5000)}`,
    "5,000 brackets for a name": `{"username":${"[".repeat(5000)}${"]".repeat(5000)}}`,
    "a form under JSON's name": RIGHT_FORM,
  };
  test.each(Object.keys(JSONS))("JSON: %s", async (name) => {
    expect(await refusalOf("/check-user", JSON_TYPE, JSONS[name] ?? "")).toBe(400);
  });

  test("JSON with a key twice is refused, as in a form", async () => {
    const body = `{"username":"nobody","username":"ada","password":"wrong"}`;
    expect((await post("/check-user", JSON_TYPE, body, JSON_TYPE)).status).toBe(400);
  });

  const RAW_BYTES: Record<string, number[]> = {
    "a byte that UTF-8 never has": [0x75, 0x3d, 0xff],
    "half a character": [0xf0, 0x9f],
    "a character of Latin-1": [...Buffer.from("username=Andr\u00e9", "latin1")],
    "UTF-16": [...Buffer.from(RIGHT_FORM, "utf16le")],
    "a compressed body": [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3],
  };
  test.each(Object.keys(RAW_BYTES))("raw bytes: %s", async (name) => {
    const bytes = new Uint8Array(RAW_BYTES[name] ?? []);
    expect(await refusalOf("/check-user", FORM, bytes)).toBe(400);
    expect(await refusalOf("/check-user", JSON_TYPE, bytes)).toBe(400);
  });

  test.each([
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/json-patch+json",
    "application/jsonp",
    ";",
    "constructor",
    "__proto__",
  ])("the content type %s", async (type) => {
    expect(await refusalOf("/check-user", type, RIGHT_FORM)).toBe(415);
    expect(await refusalOf("/check-code", type, "code=123456")).toBe(415);
  });

  test("no content type, but a body", async () => {
    expect(await refusalOf("/check-user", undefined, new TextEncoder().encode(RIGHT_FORM))).toBe(
      415,
    );
  });

  test("a content type in capitals, with parameters", async () => {
    const answer = await post("/check-user", "Application/JSON ; charset=utf-8", '{"a":"b"}');
    expect(answer.status).toBe(400);
    const right = JSON.stringify({ ...RIGHT, password: "wrong" });
    expect((await post("/check-user", "APPLICATION/JSON;charset=utf-8", right)).status).toBe(303);
  });

  test("a body of 16 KiB is read, one byte more is refused", async () => {
    const most = 16 * 1024;
    const form = (bytes: number) => "username=ada&password=".padEnd(bytes, "x");
    expect((await post("/check-user", FORM, form(most), JSON_TYPE)).status).toBe(401);
    expect(await refusalOf("/check-user", FORM, form(most + 1))).toBe(413);
    expect(await refusalOf("/check-user", JSON_TYPE, `"${"x".repeat(most)}"`)).toBe(413);
  });

  test("a body of 1 MiB, announced or not, is refused on every route", async () => {
    for (const path of ["/check-user", "/check-code", "/resend", "/start-over", "/logout"]) {
      expect(await refusalOf(path, FORM, "x".repeat(MEBIBYTE))).toBe(413);
      let pulled = 0;
      const stream = new ReadableStream({
        pull(controller) {
          pulled += 1;
          controller.enqueue(new Uint8Array(4096));
        },
      });
      const init = { method: "POST", headers: { "content-type": FORM }, body: stream };
      const answer = await house.openBrowser().send(path, { ...init, duplex: "half" } as never);
      expect(answer.status).toBe(413);
      expect(pulled).toBeLessThan(10);
    }
  });

  test("names and passwords that nobody can have are refused as wrong ones", async () => {
    const texts = ["", " ", "\0", "ada\0", "a".repeat(15_000), `a${"😀".repeat(1000)}`];
    const odd = ["\u202eada", "' OR 1=1 --", "ada\r\nset-cookie: a=b", "\ufffe", "𝔞𝔡𝔞 𝔞"];
    for (const text of [...texts, ...odd])
      for (const fields of [
        { username: text, password: "x" },
        { username: "ada", password: text },
      ]) {
        const browser = house.openBrowser();
        const answer = await browser.submit("/check-user", fields);
        expect([answer.status, answer.location]).toEqual([303, "/login?error=wrong-credentials"]);
        const page = await browser.get(answer.location ?? "");
        expect([page.status, page.headers.get("set-cookie")]).toEqual([200, null]);
        const json = await house.openBrowser().call("/check-user", fields);
        expect([json.status, json.json["type"]]).toEqual([401, "urn:twostep:wrong-credentials"]);
      }
  });

  test("a code of anything at all is a wrong code", async () => {
    const odd = ["\0", "a".repeat(15_000), "😀".repeat(6), "\u202e123456", "١٢٣٤٥٦", "-0", "1e5"];
    for (const code of odd) {
      const browser = house.openBrowser();
      await startLogin(house, browser, await newPerson(house));
      const answer = await browser.submit("/check-code", { code });
      expect([answer.status, answer.location]).toEqual([303, "/verify?error=wrong-code"]);
      expect(await stateOf(browser)).toBe("code-required");
    }
  });

  test("fields that a button's form must not have", async () => {
    for (const path of ["/logout", "/start-over"])
      expect(await refusalOf(path, FORM, "everywhere=yes")).toBe(400);
    expect(await refusalOf("/resend", FORM, "channel=sms&channel=call")).toBe(400);
    expect(await refusalOf("/resend", FORM, "channel=")).toBe(400);
    expect(await refusalOf("/check-code", JSON_TYPE, '{"code":123456}')).toBe(400);
    expect(await refusalOf("/check-code", JSON_TYPE, '{"username":"ada"}')).toBe(400);
  });

  test("malformed cookies are no cookies", async () => {
    const token = "x".repeat(43);
    for (const cookie of [
      ";;;=;=;",
      "twostep-session",
      "twostep-session=",
      "twostep-session=%ff; twostep-pending=%zz",
      'twostep-session="',
      `twostep-session=${token}; twostep-session=${token}`,
      `twostep-pending=${token}`,
      `twostep-pending=${"y".repeat(100_000)}`,
      "twostep-typed=%E0%A4%A; __proto__=x; constructor=y",
      "\u00ff\u00fe=\u0080",
    ]) {
      const browser = house.openBrowser();
      const home = await browser.get("/", { cookie });
      expect([home.status, home.text.includes('href="/login"')]).toEqual([200, true]);
      expect((await browser.get("/login?error=wrong-credentials", { cookie })).status).toBe(200);
      expect((await browser.get("/verify", { cookie })).status).toBe(303);
      const body = new URLSearchParams({ code: "123456" });
      const init = { method: "POST", headers: { cookie }, body };
      expect((await browser.send("/check-code", init)).status).toBe(303);
    }
  });

  test("a malformed Accept, and headers that are far too long", async () => {
    const browser = house.openBrowser();
    for (const accept of [";;;q=,,,", "q=1", "/", "*", "a/b;q=nan", "text/html;q=", "😀"])
      expect((await browser.get("/", { accept: encodeURI(accept) })).status).toBe(200);
    for (const name of ["accept", "user-agent", "accept-language", "x-forwarded-for", "referer"])
      expect((await browser.get("/login", { [name]: "a,".repeat(100_000) })).status).toBe(200);
    const headers = { "user-agent": "\u00ff\t".repeat(10_000), origin: house.origin };
    const answer = await browser.submit("/check-user", { username: "ada", password: "x" }, headers);
    expect(answer.status).toBe(303);
  });

  test("addresses with broken percent-encodings", async () => {
    const browser = house.openBrowser();
    for (const path of ["/%zz", "/%", "/%ff", "/%00", "/assets/%", "/assets/%00", "/assets/%ff.js"])
      expect([path, (await browser.get(path)).status]).toEqual([path, 404]);
    for (const query of ["error=%ff", "error", "return_to=%", "error=__proto__", "retry=1e999&x"])
      expect([query, (await browser.get(`/login?${query}`)).status]).toEqual([query, 200]);
    const odd = "/login?error=too-many-attempts&retry=-1&error=wrong-credentials";
    expect((await browser.get(odd)).status).toBe(200);
  });

  test("nothing of all that was a mistake of ours, and nobody was texted", async () => {
    expect(house.logLines.filter((line) => /"err"|mistake in Twostep/.test(line))).toEqual([]);
    expect(await house.phone.texts(ADA.phone)).toEqual([]);
  });
});

type Body = string | Uint8Array<ArrayBuffer>;

const WORDS: Record<number, string> = {
  400: "bad-request",
  413: "too-large",
  415: "unsupported-media-type",
};

/** Neither the inside nor what was sent is told, and no cookie is set. */
function expectQuiet({ text, headers }: Answer): void {
  expect(text).not.toMatch(/\.[jt]sx?:\d+|node_modules|Error:.*\n\s+at /);
  expect(text).not.toContain(ADA.password);
  expect(text).not.toContain("analytical+engine");
  expect(headers.getSetCookie()).toEqual([]);
}
