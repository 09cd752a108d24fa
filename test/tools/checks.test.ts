// The checks of the house find what they are there to find. Each test builds a small house.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { findWrongImports } from "../../tools/check-imports.ts";
import { findLooseDependencies } from "../../tools/check-lockfile.ts";
import { findUnmapped } from "../../tools/check-map.ts";
import { findOversizes } from "../../tools/check-sizes.ts";
import { findClocks, findForbiddenWords } from "../../tools/check-words.ts";
import { TOP } from "../../tools/files.ts";
import { findStaleConfigurationPage } from "../../tools/write-configuration.ts";

const houses: string[] = [];
afterEach(() => houses.splice(0).forEach((top) => rmSync(top, { recursive: true })));

function house(files: Record<string, string>): string {
  const top = mkdtempSync(join(tmpdir(), "twostep-house-"));
  houses.push(top);
  for (const folder of ["src", "test", "tools", "bench"]) mkdirSync(join(top, folder));
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(top, file)), { recursive: true });
    writeFileSync(join(top, file), content);
  }
  return top;
}

const lines = (count: number) => "//\n".repeat(count);

describe("imports", () => {
  const wrongIn = (file: string, code: string) =>
    findWrongImports(house({ [`src/${file}`]: code }));

  test.each([
    ["store/users.ts", 'import { a } from "../primitives/clock.ts";'],
    ["web/guard.ts", 'import type { Config } from "../config/config.ts";'],
    ["web/guard.ts", 'import { type Config } from "../config/config.ts";'],
    ["delivery/wording.ts", 'import { codeOf } from "../domain/code.ts";'],
    ["index.ts", 'export type { Config } from "./config/config.ts";'],
    ["twostep.ts", 'import {\n  a,\n  b,\n} from "./web/app.ts";'],
    ["domain/user.ts", 'import { z } from "zod"; // from "../web/app.ts"'],
  ])("%s may: %s", (file, code) => {
    expect(wrongIn(file, code)).toEqual([]);
  });

  test.each([
    ["primitives/clock.ts", 'import { a } from "../config/load.ts";', "config/load.ts"],
    ["domain/user.ts", 'import { loadConfig } from "../config/load.ts";', "config/load.ts"],
    ["domain/user.ts", 'import {\n  type A,\n  b,\n} from "../config/load.ts";', "config/load.ts"],
    ["domain/user.ts", 'import type { App } from "../web/app.ts";', "web/app.ts"],
    ["web/app.ts", 'import { users } from "../store/users.ts";', "store/users.ts"],
    ["web/app.ts", 'const users = await import("../store/users.ts");', "store/users.ts"],
    ["delivery/outbox.ts", 'import "../domain/user.ts";', "domain/user.ts"],
    ["phone/rest-api.ts", 'export { a } from "../domain/code.ts";', "domain/code.ts"],
    ["attic/box.ts", 'import { a } from "../primitives/clock.ts";', "primitives/clock.ts"],
  ])("%s may not: %s", (file, code, target) => {
    expect(wrongIn(file, code)).toEqual([`${file} may not use ${target}`]);
  });

  test("siblings among the routes know nothing of each other", () => {
    expect(wrongIn("web/routes/login.ts", 'import { a } from "./verify.ts";')).toEqual([
      "web/routes/login.ts may not know web/routes/verify.ts",
    ]);
  });

  test("a barrel and a cycle are found", () => {
    const top = house({
      "src/store/index.ts": "export const a = 1;\n",
      "src/store/a.ts": 'import { b } from "./b.ts";',
      "src/store/b.ts": 'import { c } from "./c.ts";',
      "src/store/c.ts": 'import { a } from "./a.ts";',
    });
    expect(findWrongImports(top)).toEqual([
      "store/index.ts is a barrel",
      "cycle: store/a.ts → store/b.ts → store/c.ts → store/a.ts",
    ]);
  });
});

describe("sizes", () => {
  test("short files pass, at the limits too", () => {
    const top = house({
      "src/a.ts": lines(79),
      "src/b.ts": lines(199),
      "test/a.test.ts": lines(500),
      "tools/a.ts": lines(300),
    });
    expect(findOversizes(top)).toEqual([]);
  });

  test("a file over the limit, and too many long ones, are named", () => {
    const top = house({
      "src/a.ts": lines(301),
      "src/b.ts": lines(80),
      "src/c.ts": lines(10),
      "test/a.test.ts": lines(501),
    });
    expect(findOversizes(top)).toEqual([
      expect.stringContaining("2 of 3 files in src have 80 lines or more, at most 1 may"),
      expect.stringContaining("1 of 3 files in src have 200 lines or more, at most 0 may"),
      "src/a.ts has 301 lines, at most 300 are allowed",
      "test/a.test.ts has 501 lines, at most 500 are allowed",
    ]);
  });
});

describe("words", () => {
  const wordsIn = (code: string) => findForbiddenWords(house({ "src/web/a.tsx": code }));

  test.each([
    "const userManager = 1;",
    "function help(data: string) {}",
    "type OtpCode = string;",
    "const { one: userInfo } = x;",
    "const f = (...handlers: unknown[]) => {};",
    "type Row = { mfa: boolean };",
  ])("found: %s", (code) => {
    expect(wordsIn(code)).toHaveLength(1);
  });

  test.each([
    'import { type MiddlewareHandler } from "hono"; const { data } = x; x.data = data;',
    "type Sender = { messagingServiceSid: string };",
    "const information = <p data-a='service'>our service</p>; // data",
  ])("left alone: %s", (code) => {
    expect(wordsIn(code)).toEqual([]);
  });

  test("file names count, and so does a look at the clock", () => {
    const top = house({ "src/web/page-helpers.ts": "export const now = new Date();\n" });
    expect(findForbiddenWords(top)).toHaveLength(1);
    expect(findClocks(top)).toHaveLength(1);
  });
});

test("what is not on the map is named", () => {
  const map = "src/\n  index.ts\n  web/\n    pages/\n";
  const files = { "src/index.ts": "", "src/web/pages/a.tsx": "", "src/attic/box.ts": "" };
  expect(findUnmapped(house({ ...files, "ARCHITECTURE.md": map }))).toEqual([
    "ARCHITECTURE.md does not name attic/",
  ]);
});

test("loose versions and places in the lockfile are named", () => {
  const top = house({
    "package.json": JSON.stringify({ dependencies: { a: "^1.0.0", b: "1.0.0" } }),
    "package-lock.json": JSON.stringify({
      packages: { "": {}, a: { integrity: "x", resolved: "https://example.org/a.tgz" }, b: {} },
    }),
  });
  expect(findLooseDependencies(top)).toHaveLength(3);
});

test("the page of settings is what the table says", async () => {
  expect(await findStaleConfigurationPage()).toEqual([]);
});

describe("the sum for CI", () => {
  const tally = (tests: object | undefined, exits: [string, string]) => {
    const top = house({ "check.json": JSON.stringify({ passed: 9, failed: 0 }) });
    if (tests) writeFileSync(join(top, "tests.json"), JSON.stringify(tests));
    const files = [join(top, "tests.json"), exits[0], join(top, "check.json"), exits[1]];
    const { stdout, status } = spawnSync("node", [join(TOP, "tools/tally.js"), ...files]);
    return { line: stdout.toString(), status };
  };

  test.each([
    ["all is well", { numTotalTests: 5, numPassedTests: 5 }, "0", "14 passed, 0 failed\n", 0],
    ["a test failed", { numTotalTests: 5, numPassedTests: 4 }, "1", "13 passed, 1 failed\n", 1],
    [
      "a test was skipped",
      { numTotalTests: 5, numPassedTests: 4 },
      "0",
      "13 passed, 1 failed\n",
      1,
    ],
    ["a file broke", { numTotalTests: 5, numPassedTests: 5 }, "1", "14 passed, 1 failed\n", 1],
    ["nothing ran", undefined, "1", "9 passed, 1 failed\n", 1],
  ])("%s", (_, tests, exit, line, status) => {
    expect(tally(tests, [exit, "0"])).toEqual({ line, status });
  });
});

test("an old Node is told what to do, a new one nothing", () => {
  const tool = join(TOP, "tools/require-node.js");
  expect(execFileSync("node", [tool]).toString()).toBe("");
  const old = 'Object.defineProperty(process, "versions", { value: { node: "20.20.2" } });';
  const preload = `data:text/javascript,${encodeURIComponent(old)}`;
  const { status, stderr } = spawnSync("node", ["--import", preload, tool]);
  expect({ status, says: stderr.toString() }).toEqual({
    status: 1,
    says: expect.stringMatching(/^Twostep needs Node 24\.15 .*npm ci.*\n$/),
  });
});
