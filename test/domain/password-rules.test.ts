// Owns what is asked of new passwords: every refusal with its reason, and no rule of composition.
import { describe, expect, test } from "vitest";
import { findPasswordFault } from "../../src/domain/password-rules.ts";

const faultOf = (password: string, username = "ada", siteName = "Difference Works") =>
  findPasswordFault(password, { username, siteName });

describe("taken", () => {
  test.each([
    ["the demo's", "analytical engine"],
    ["lower case and a space, no digit, no sign", "nanosecond of wire"],
    [
      "64 characters",
      "an engine of gears weaves algebraic patterns as looms weave leaves".slice(0, 64),
    ],
    ["emoji", "🐘🔑🧮🪁🌋🦔🎺🛶"],
    ["another script", "разностная машина бэббиджа"],
    ["spaces around", "  loom of algebra  "],
    ["a control character", "loom\tof\u0001algebra"],
  ])("%s", async (_name, password) => {
    expect(await faultOf(password)).toBeUndefined();
  });

  test("256 characters", async () => {
    expect(await faultOf(mixed(256))).toBeUndefined();
  });
});

describe("too short or too long, in code points after normalisation", () => {
  test.each([
    ["7 letters", "xq7vmk2"],
    ["7 emoji, which are 14 UTF-16 units", "🐘🔑🧮🪁🌋🦔🎺"],
    [
      "7 letters that are 14 code points before",
      "e\u0301o\u0308u\u0308a\u030an\u0303c\u0327i\u0301",
    ],
    ["nothing", ""],
  ])("%s", async (_name, password) => {
    expect(await faultOf(password)).toBe(
      "The password is too short: it needs at least 8 characters.",
    );
  });

  test("8 are enough, 257 are too many", async () => {
    expect(await faultOf("xq7vmk2w")).toBeUndefined();
    expect(await faultOf(mixed(257))).toBe(
      "The password is too long: at most 256 characters are taken.",
    );
  });

  test("half a surrogate pair", async () => {
    expect(await faultOf("loom of \ud800algebra")).toBe(
      "The password contains a broken character.",
    );
  });
});

describe("guessed at once", () => {
  test.each([
    ["the username", "ada lovelace", "Ada Lovelace", "The password is the username."],
    ["the site's name", "difference works", "ada", "The password is the name of this site."],
    [
      "made from the username",
      "lovelace1",
      "lovelace",
      "The password is made from the username or the site's name.",
    ],
    ["common", "password123", "ada", "The password is among the most common ones."],
    [
      "common, with signs for letters",
      "p@ssw0rd",
      "ada",
      "The password is among the most common ones.",
    ],
    [
      "a repetition",
      "aaaaaaaaaaaa",
      "ada",
      "The password is a row of characters that is guessed at once.",
    ],
    [
      "a sequence",
      "abcdefghijkl",
      "ada",
      "The password is a row of characters that is guessed at once.",
    ],
  ])("%s", async (_name, password, username, fault) => {
    expect(await faultOf(password, username)).toBe(fault);
  });

  test.each([
    "12345678",
    "qwertyuiop",
    "iloveyou",
    "letmein1",
    "00000000",
    "twostep1",
    "difference1",
  ])("%s is refused with some reason", async (password) => {
    expect(await faultOf(password, "ada", "difference")).toMatch(/^The password is .+\.$/);
  });

  test("the username counts in any case", async () => {
    expect(await faultOf("GRACEHOPPER", "gracehopper")).toBe("The password is the username.");
    expect(await faultOf("gracehopper", "GraceHopper")).toBe("The password is the username.");
  });

  test("no fault repeats the password", async () => {
    for (const password of ["lovelace1", "qwertyuiop", "xq7vmk2", mixed(300)])
      expect(await faultOf(password, "lovelace")).not.toContain(password);
  });
});

/** Text of a length in which nothing repeats that a guesser would know. */
const mixed = (length: number): string =>
  Array.from({ length }, (_, at) => String.fromCodePoint(33 + ((at * at * 7 + at * 31) % 90))).join(
    "",
  );
