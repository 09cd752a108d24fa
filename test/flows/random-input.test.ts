// Whatever is sent, the answer is one of ours: never a 500, never a word of the inside.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, startHouse, type House } from "../helpers/house.ts";

const PATHS = ["/", "/login", "/check-user", "/verify", "/verify/status", "/check-code"];
const MORE_PATHS = ["/resend", "/start-over", "/logout", "/healthz", "/assets/site.css", "/x"];
const FIELDS = ["username", "password", "code", "channel", "return_to", "__proto__", "toString"];
const TYPES = ["application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/"];
const COOKIES = ["twostep-session", "twostep-pending", "twostep-typed", "__Host-twostep-session"];
const STATUSES = [200, 303, 400, 401, 403, 404, 405, 409, 413, 415];

/** Any text, lone surrogates and control characters included. */
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.nat({ max: 400 }).map((count) => `a${"😀".repeat(count)}`),
  fc.constantFrom("ada", "analytical engine", "sms", "//evil.example", "-", "\0", "\ud800"),
);
/** What can stand in a header at all: the rest is refused before it reaches anybody. */
const headerText = fc.oneof(
  anyText.map((text) => text.replaceAll(/[^\t -~\x80-\xff]/g, "").trim()),
  fc.constantFrom("q=;,/*", "a/b;q=9, */*;q=-1", "%", "=;=;", "fe80::1%eth0", "::ffff:1.2.3.4, x"),
  fc.constantFrom("fe80::1%".padEnd(900, "x"), "application/json", "text/html"),
);
const field = fc.oneof(fc.constantFrom(...FIELDS), anyText);
const percentEncoded = anyText.map((text) =>
  encodeURIComponent(text.toWellFormed()).replace(/%[89]/, "%"),
);
const jsonBody = fc.oneof(
  fc.dictionary(field, fc.oneof(anyText, fc.jsonValue())).map((value) => JSON.stringify(value)),
  fc.json(),
  fc.nat({ max: 5000 }).map((depth) => `{"username":${"[".repeat(depth)}${"]".repeat(depth)}}`),
);
const formBody = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...FIELDS), percentEncoded), percentEncoded))
  .map((pairs) => pairs.map((pair) => pair.join("=")).join("&"));
const body = fc.oneof(
  jsonBody,
  formBody,
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.nat({ max: 20_000 }).map((length) => "a".repeat(length)),
);

/** What a route takes, with anything in it. */
const ROUTES = { "/check-user": ["username", "password"], "/check-code": ["code"] } as const;
const fittingRequest = fc
  .tuple(fc.constantFrom("/check-user", "/check-code"), anyText, anyText, fc.boolean(), headerText)
  .map(([path, first, second, isJson, header]) => {
    const [name, other] = ROUTES[path];
    const fields = { [name]: first, ...(other === undefined ? {} : { [other]: second }) };
    return {
      method: "POST",
      path,
      query: "",
      headers: {
        "content-type": isJson ? "application/json" : "application/x-www-form-urlencoded",
        ...(header === "" ? {} : { "user-agent": header, "x-forwarded-for": header }),
      },
      body: isJson
        ? JSON.stringify(fields)
        : Object.entries(fields)
            .map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`)
            .join("&"),
    };
  });

const unfittingRequest = fc.record({
  method: fc.constantFrom("GET", "POST", "POST", "POST", "PUT"),
  path: fc.oneof(
    fc.constantFrom(...PATHS, ...MORE_PATHS),
    percentEncoded.map((text) => `/${text}`),
  ),
  query: fc.oneof(fc.constant(""), formBody),
  headers: fc.record(
    {
      "content-type": fc.oneof(fc.constantFrom(...TYPES), fc.constantFrom(...TYPES), headerText),
      accept: headerText,
      cookie: fc.oneof(
        headerText,
        fc.tuple(fc.constantFrom(...COOKIES), headerText).map((pair) => pair.join("=")),
      ),
      "user-agent": headerText,
      "x-forwarded-for": headerText,
      "if-none-match": headerText,
    },
    { requiredKeys: ["content-type"] },
  ),
  body,
});
const anyRequest = fc.oneof(fittingRequest, unfittingRequest);

describe.each(ENGINES)("on %s", (engine) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(engine, { TWOSTEP_TRUSTED_PROXIES: "127.0.0.1,fe80::/10" });
  });
  afterAll(() => house.close());

  test("no request makes it stumble", async () => {
    const bindings = { incoming: { socket: { remoteAddress: "127.0.0.1" } } };
    await fc.assert(
      fc.asyncProperty(anyRequest, async ({ method, path, query, headers, body: sent }) => {
        const request = new Request(`${house.origin}${path.slice(0, 500)}?${query}`, {
          method,
          headers: { ...headers },
          ...(method === "GET" ? {} : { body: sent }),
        });
        const answer = await house.twostep.fetch(request, bindings);
        expect(STATUSES).toContain(answer.status);
        expect(answer.headers.get("content-security-policy")).not.toBeNull();
        expect(await answer.text()).not.toMatch(/\.[jt]sx?:\d+|node_modules|TypeError|SQLITE/);
      }),
      { numRuns: engine === "sqlite" ? 600 : 200 },
    );
    expect(house.logLines.filter((line) => /mistake in Twostep/.test(line))).toEqual([]);
  });
});
