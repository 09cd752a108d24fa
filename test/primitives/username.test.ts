// Owns what is asked of the one username normalisation: no two spellings are two users.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalizeUsername, USERNAME_MAX_LENGTH } from "../../src/primitives/username.ts";

/** Any text, with the characters that fold in unusual ways more often than chance has it. */
const anyText = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(..."aAzZ09._-@ßẞσςΣſKÅİıŉǅﬁΐ㎏가각ｱ".split("")) },
    { weight: 1, arbitrary: fc.constantFrom("\u0301", "\u0307", "\u0345", "\u1100", "\u1161") },
    { weight: 2, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 1 }) },
  ),
  maxLength: 20,
});

/** Every character that is assigned. */
function* everyCharacter(): Generator<string> {
  for (let point = 0; point <= 0x10_ffff; point += 1) {
    const character = String.fromCodePoint(point);
    if (!/[\p{Cn}\p{Co}\p{Cs}]/u.test(character)) yield character;
  }
}

/** Canonical equivalence holds for case only in composed order: a mark may become a letter. */
const spellings = (name: string): string[] => [
  name.normalize("NFC").toUpperCase(),
  name.normalize("NFC").toLowerCase(),
  name.normalize("NFC"),
  name.normalize("NFD"),
  name.normalize("NFKC"),
  name.normalize("NFKD"),
];

describe("G16 one username normalisation", () => {
  test.each([
    ["ada", "Ada", "ADA", "Ａｄａ", "ａｄａ"],
    ["zoë", "zoe\u0308", "ZOË", "ZOE\u0308"],
    ["strasse", "straße", "STRAẞE", "Straße", "STRASSE"],
    ["οδυσσευς", "ΟΔΥΣΣΕΥΣ", "οδυσσευσ", "Οδυσσεύς".replace("ύ", "υ")],
    ["kelvin", "\u212aelvin", "KELVIN"],
    ["\u00e5ngstr\u00f6m", "\u212bngström", "A\u030angström", "ÅNGSTRÖM"],
    ["i\u0307stanbul", "İstanbul", "I\u0307STANBUL"],
    ["final", "ﬁnal", "FINAL", "ﬁNAL"],
    ["maſs", "mass", "MASS"],
    ["ada2", "ada²", "ａｄａ２", "ADA②"],
    ["džungla", "ǆungla", "ǅungla", "Ǆungla"],
    ["한글", "한글".normalize("NFD")],
  ])("%s has one spelling, whatever is typed", (name, ...others) => {
    const normalized = normalizeUsername(name);
    expect(normalized).toBeDefined();
    for (const other of others) expect(normalizeUsername(other)).toBe(normalized);
  });

  test("different people stay different", () => {
    const people = [
      "ada",
      "adа",
      "eda",
      "a.da",
      "a-da",
      "a_da",
      "ipek",
      "ıpek\u0301",
      "1da",
      "zoe",
    ];
    expect(new Set(people.map(normalizeUsername)).size).toBe(people.length);
    expect(normalizeUsername("zoe")).not.toBe(normalizeUsername("zoë"));
  });

  test("is idempotent and folds every spelling, character by character", () => {
    const strange: string[] = [];
    for (const character of everyCharacter()) {
      const text = `a${character}`;
      const name = normalizeUsername(text);
      if (name === undefined) continue;
      const others = [name, ...spellings(text)].filter((other) => other !== text);
      if (others.some((other) => normalizeUsername(other) !== name)) strange.push(character);
    }
    expect(strange).toEqual([]);
  });

  test("is idempotent and folds every spelling of any text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = normalizeUsername(text);
        if (name === undefined) return;
        expect(normalizeUsername(name)).toBe(name);
        for (const other of spellings(text)) expect(normalizeUsername(other)).toBe(name);
      }),
      { numRuns: 5000 },
    );
  });

  test("never holds a space, a control or anything invisible, nor breaks a bound", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: "binary", maxLength: 80 })), (text) => {
        const name = normalizeUsername(text);
        if (name === undefined) return;
        expect(name).not.toMatch(/[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u);
        expect(name).not.toMatch(/^\p{M}/u);
        expect([...name].length).toBeGreaterThanOrEqual(1);
        expect([...name].length).toBeLessThanOrEqual(USERNAME_MAX_LENGTH);
        expect(name.isWellFormed()).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("what is nobody's name", () => {
  test.each([
    ["nothing", ""],
    ["a space", "ada lovelace"],
    ["a space at the end", "ada "],
    ["a no-break space", "ada\u00a0l"],
    ["an ideographic space", "ada\u3000l"],
    ["a line end", "ada\n"],
    ["NUL", "ada\0"],
    ["a zero-width joiner", "a\u200dda"],
    ["a soft hyphen", "a\u00adda"],
    ["a right-to-left override", "a\u202eda"],
    ["a variation selector", "ada\ufe0f"],
    ["a Hangul filler", "ada\u3164"],
    ["a tag character", "ada\u{e0041}"],
    ["private use", "ada\ue000"],
    ["no character", "ada\uffff"],
    ["half a surrogate pair", "ada\ud800"],
    ["a combining mark alone", "\u0301ada"],
    ["a mark that only shows when folded", "´ada"],
  ])("%s", (_name, typed) => {
    expect(normalizeUsername(typed)).toBeUndefined();
  });

  test.each([
    ["letters", "a"],
    ["letters of two bytes", "é"],
    ["letters of four bytes", "𐐨"],
    ["signs of three bytes", "字"],
  ])("the length in %s: 1 to 64", (_name, character) => {
    const of = (length: number) => normalizeUsername(character.repeat(length));
    expect(of(1)).toBe(character);
    expect(of(USERNAME_MAX_LENGTH - 1)).toBe(character.repeat(63));
    expect(of(USERNAME_MAX_LENGTH)).toBe(character.repeat(64));
    expect(of(USERNAME_MAX_LENGTH + 1)).toBeUndefined();
  });

  test("the length counts again after folding", () => {
    expect(normalizeUsername("ß".repeat(32))).toBe("s".repeat(64));
    expect(normalizeUsername("ß".repeat(33))).toBeUndefined();
    expect(normalizeUsername("ﷺ")).toBeUndefined();
    expect(normalizeUsername("a".repeat(1_000_000))).toBeUndefined();
  });
});
