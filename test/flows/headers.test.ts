// What every answer carries: cookies' attributes, security headers, and the right status for
// methods and addresses that are not there.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHouse, type House } from "../helpers/house.ts";
import { newPerson, startLogin } from "./steps.ts";

const HTTPS = "https://login.example.org";

// Texts go by a messenger of no consequence here: an https site refuses the phone in the box.
describe.each([
  ["http://localhost:5000", ""],
  [HTTPS, "__Host-"],
])("on %s", (origin, prefix) => {
  let house: House;
  beforeAll(async () => {
    const elsewhere = { TWOSTEP_ORIGIN: origin, TWILIO_BASE_URL: "https://twilio.example.org" };
    house = await startHouse("sqlite", origin === HTTPS ? elsewhere : {});
  });
  afterAll(() => house.close());

  const attributes =
    origin === HTTPS ? "; HttpOnly; Secure; SameSite=Lax" : "; HttpOnly; SameSite=Lax";

  test("the cookie of a half login", async () => {
    const { username, password } = await newPerson(house);
    const answer = await house.openBrowser().submit("/check-user", { username, password });
    const cookies = answer.headers.getSetCookie();
    expect(cookies).toHaveLength(3);
    expect(cookies[0]).toMatch(new RegExp(`^${prefix}twostep-pending=[\\w-]{43}; Max-Age=3600; `));
    expect(cookies[1]).toMatch(new RegExp(`^${prefix}twostep-session=; Max-Age=0; `));
    expect(cookies[2]).toMatch(new RegExp(`^${prefix}twostep-typed=; Max-Age=0; `));
    for (const cookie of cookies) expect(cookie).toMatch(new RegExp(`; Path=/${attributes}$`));
  });

  test("the cookie that keeps the typed name", async () => {
    const wrong = { username: "ada lovelace; x=y", password: "wrong" };
    const answer = await house.openBrowser().submit("/check-user", wrong);
    expect(answer.headers.getSetCookie()).toEqual([
      `${prefix}twostep-typed=ada%20lovelace%3B%20x%3Dy; Max-Age=60; Path=/${attributes}`,
    ]);
  });

  test("security headers are on every answer", async () => {
    const browser = house.openBrowser();
    const answers = [
      ...(await Promise.all(
        ["/", "/login", "/verify", "/logout", "/nowhere", "/healthz", "/readyz", "/logo"].map((p) =>
          browser.get(p),
        ),
      )),
      ...(await Promise.all(["/assets/site.css", "/assets/nothing"].map((p) => browser.get(p)))),
      await browser.call("/"),
      await browser.call("/check-user", { username: "ada" }),
      await browser.submit("/check-user", { username: "ada", password: "x" }),
      await browser.submit("/check-user", { username: "ada", password: "x" }, { origin: "null" }),
      await browser.send("/login", { method: "DELETE" }),
      await browser.send("/login", { method: "HEAD" }),
    ];
    for (const { headers, status } of answers) {
      const found = Object.fromEntries(headers);
      expect(found["content-security-policy"], String(status)).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'$/,
      );
      expect(found["x-content-type-options"]).toBe("nosniff");
      expect(found["x-frame-options"]).toBe("DENY");
      expect(found["referrer-policy"]).toBe("same-origin");
      expect(found["cross-origin-opener-policy"]).toBe("same-origin");
      expect(found["cache-control"]).toMatch(/^no-(store|cache)$/);
      expect(found["strict-transport-security"]).toBe(
        origin === HTTPS ? "max-age=63072000" : undefined,
      );
      expect(found["server"] ?? found["x-powered-by"]).toBeUndefined();
    }
  });

  test("a Host header changes nothing", async () => {
    const request = new Request("http://evil.example/check-user", {
      method: "POST",
      headers: { host: "evil.example", origin, "x-forwarded-host": "evil.example" },
      body: new URLSearchParams({ username: "ada", password: "wrong" }),
    });
    const answer = await house.twostep.fetch(request);
    expect(answer.headers.get("location")).toBe("/login?error=wrong-credentials");
    const page = await house.twostep.fetch(new Request("http://evil.example/login"));
    expect(await page.text()).not.toContain("evil");
  });
});

describe("methods and addresses", () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse("sqlite");
  });
  afterAll(() => house.close());

  const READ = "GET, HEAD";
  test.each([
    ["/", READ],
    ["/login", READ],
    ["/check-user", "POST"],
    ["/verify", READ],
    ["/verify/status", READ],
    ["/check-code", "POST"],
    ["/resend", "POST"],
    ["/start-over", "POST"],
    ["/logout", "GET, HEAD, POST"],
    ["/healthz", READ],
    ["/readyz", READ],
    ["/assets/site.css", READ],
    ["/logo", READ],
  ])("%s takes %s and answers 405 to the rest, as page and as JSON", async (path, allow) => {
    const browser = house.openBrowser();
    const others = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"].filter(
      (method) => !allow.split(", ").includes(method),
    );
    for (const method of others) {
      const page = await browser.send(path, { method });
      expect([method, page.status, page.headers.get("allow")]).toEqual([method, 405, allow]);
      expect(page.text).toContain("<h1");
      const json = await browser.send(path, { method, headers: { accept: "application/json" } });
      expect([json.status, json.json["type"]]).toEqual([405, "urn:twostep:method-not-allowed"]);
      expect(json.headers.get("allow")).toBe(allow);
    }
  });

  test("HEAD answers as GET does, without the body", async () => {
    const browser = house.openBrowser();
    for (const path of ["/", "/login", "/verify", "/logout", "/healthz", "/assets/site.css"]) {
      const [get, head] = [await browser.get(path), await browser.send(path, { method: "HEAD" })];
      expect([path, head.status, head.text]).toEqual([path, get.status, ""]);
      expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers));
    }
  });

  test("an address that is not there: 404, as page and as JSON", async () => {
    const browser = house.openBrowser();
    const addresses = ["/nowhere", "/Login", "/login/", "/login/x", "/assets/", "/.env"];
    const files = ["/assets/../twostep.ts", "/assets/%2e%2e%2ftwostep.ts", "/assets/site.css.map"];
    for (const path of [...addresses, ...files, "/assets/constructor", "/__proto__"]) {
      for (const method of ["GET", "POST"]) {
        const page = await browser.send(path, { method });
        const isKnown = path.startsWith("/assets/") && path !== "/assets/" && !path.includes("..");
        expect([path, page.status]).toEqual([path, isKnown && method === "POST" ? 405 : 404]);
      }
      const json = await browser.call(path);
      expect([json.status, json.json["type"]]).toEqual([404, "urn:twostep:not-found"]);
    }
  });

  test("what is asked for decides between page and JSON", async () => {
    const typeFor = async (accept?: string) =>
      (await house.openBrowser().get("/", accept === undefined ? {} : { accept })).headers
        .get("content-type")
        ?.split(";")[0];
    for (const accept of [undefined, "", "*/*", "text/html", "text/html,*/*;q=0.8", "image/png"])
      expect([accept, await typeFor(accept)]).toEqual([accept, "text/html"]);
    for (const accept of [
      "application/json",
      "application/json, text/plain, */*",
      "APPLICATION/JSON",
      "application/problem+json",
      "text/html;q=0.5, application/json",
    ])
      expect([accept, await typeFor(accept)]).toEqual([accept, "application/json"]);
  });

  test("health: alive and ready, as JSON whatever is asked for", async () => {
    const browser = house.openBrowser();
    expect((await browser.get("/healthz")).json).toEqual({ status: "alive" });
    expect((await browser.get("/readyz")).json).toEqual({ status: "ready" });
  });

  test("an unchanged file is not sent again", async () => {
    const browser = house.openBrowser();
    const first = await browser.get("/assets/site.css");
    expect(first.headers.get("content-type")).toBe("text/css; charset=utf-8");
    const etag = first.headers.get("etag") ?? "";
    const second = await browser.get("/assets/site.css", { "if-none-match": etag });
    expect([second.status, second.text]).toEqual([304, ""]);
  });

  test("the cookie of a session is set once", async () => {
    const person = await newPerson(house);
    const browser = house.openBrowser();
    const code = await startLogin(house, browser, person);
    const answer = await browser.submit("/check-code", { code });
    const cookies = answer.headers.getSetCookie();
    expect(cookies[0]).toMatch(/^twostep-session=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly/);
    expect(cookies[1]).toMatch(/^twostep-pending=; Max-Age=0; /);
    expect((await browser.get("/")).headers.getSetCookie()).toEqual([]);
  });
});
