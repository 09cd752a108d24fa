// Owns what is asked of codes: evenly spread, always the same again, read as a person means them.
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanCode, deriveCode, type CodeCharacters } from "../../src/domain/code.ts";

const KEY = Uint8Array.from({ length: 32 }, (_, at) => at);
const VERIFICATION = "01900000-0000-7000-8000-000000000000";
const LENGTHS = [6, 7, 8, 9, 10];
const ALPHABETS = { digits: "0123456789", "letters-and-digits": "0123456789acdefhjkmnprtuvwxy" };
const KINDS = Object.keys(ALPHABETS) as CodeCharacters[];

describe("a derived code", () => {
  // Computed by another implementation of the same derivation.
  test.each([
    ["digits", 1, 6, "861709"],
    ["digits", 1, 10, "8617096078"],
    ["digits", 2, 6, "231685"],
    ["letters-and-digits", 1, 6, "v05etn"],
    ["letters-and-digits", 2, 10, "x592f781et"],
  ] as const)("%s, issue %i, length %i is %s, as ever", (characters, issue, length, code) => {
    expect(deriveCode(KEY, VERIFICATION, issue, { length, characters })).toBe(code);
  });

  test.each(KINDS)("%s: every length, only its own characters", (characters) => {
    const shape = new RegExp(`^[${ALPHABETS[characters]}]+$`);
    for (const length of LENGTHS)
      for (let issue = 1; issue <= 100; issue += 1) {
        const code = deriveCode(KEY, VERIFICATION, issue, { length, characters });
        expect([...code]).toHaveLength(length);
        expect(code).toMatch(shape);
      }
  });

  test("is the same for the same request, and another for any other", () => {
    const settings = { length: 10, characters: "digits" } as const;
    const id = fc.uuid({ version: 7 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), id, id, (key, one, other) => {
        fc.pre(one !== other);
        const code = deriveCode(key, one, 1, settings);
        expect(deriveCode(Uint8Array.from(key), one, 1, settings)).toBe(code);
        expect(deriveCode(key, one, 2, settings)).not.toBe(code);
        expect(deriveCode(key, other, 1, settings)).not.toBe(code);
        expect(deriveCode(randomBytes(32), one, 1, settings)).not.toBe(code);
      }),
    );
  });

  test("issues 1 and 11, 2 and 12 are not mixed up with the blocks of one code", () => {
    const settings = { length: 10, characters: "digits" } as const;
    const codes = Array.from({ length: 200 }, (_, at) =>
      deriveCode(KEY, VERIFICATION, at + 1, settings),
    );
    expect(new Set(codes).size).toBe(200);
  });
});

describe("the characters of codes are equally likely", () => {
  // The limits are the chi-square values that chance exceeds once in a thousand. Nothing here is
  // left to chance: the keys and ids are fixed. A plain modulo would come out far above.
  test.each([
    ["digits", 27.88],
    ["letters-and-digits", 55.48],
  ] as const)("%s, over all and at each place", (characters, limit) => {
    const alphabet = ALPHABETS[characters];
    const codes = Array.from({ length: 40_000 }, (_, at) =>
      deriveCode(KEY, `verification-${at}`, 1, { length: 6, characters }),
    );
    expect(chiSquare(codes.join(""), alphabet)).toBeLessThan(limit);
    for (let place = 0; place < 6; place += 1)
      expect(chiSquare(codes.map((code) => code[place]).join(""), alphabet)).toBeLessThan(limit);
  });

  test("and so are the pairs of neighbours", () => {
    const counts = new Map<string, number>();
    for (let at = 0; at < 40_000; at += 1) {
      const code = deriveCode(KEY, `pair-${at}`, 1, { length: 6, characters: "digits" });
      for (const pair of [code.slice(0, 2), code.slice(2, 4), code.slice(4)])
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    // 99 degrees of freedom: exceeded once in a thousand.
    expect(spread([...counts.values()], 1200)).toBeLessThan(148.23);
    expect(counts.size).toBe(100);
  });

  test("this test would see a plain modulo", () => {
    const biased = Array.from(randomBytes(240_000), (byte) => String(byte % 10)).join("");
    expect(chiSquare(biased, ALPHABETS.digits)).toBeGreaterThan(27.88);
  });
});

describe("cleaning what was typed", () => {
  const gap = fc.constantFrom(
    ..."     -‐‑‒–—―－−\u00a0\u2009\u3000\t\n\r\u200b\u200d\u2060\ufeff\u00ad".split(""),
  );
  const gaps = fc.array(gap, { maxLength: 4 }).map((some) => some.join(""));
  const wide = (one: string) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0);
  const READ_AS: Record<string, string> = { 8: "b", 9: "gq", 1: "il", 0: "o", 5: "s", 2: "z" };

  /** The same character as somebody may type or paste it. */
  const typedAs = (one: string, characters: CodeCharacters) => {
    const plain =
      characters === "digits" ? [one] : [one, one.toUpperCase(), ...(READ_AS[one] ?? "")];
    const upper = plain.map((it) => it.toUpperCase());
    return fc.constantFrom(...plain, ...upper, ...plain.map(wide), ...upper.map(wide));
  };

  const decorated = (characters: CodeCharacters) =>
    fc
      .string({
        unit: fc.constantFrom(...ALPHABETS[characters]),
        minLength: 6,
        maxLength: 10,
      })
      .chain((code) =>
        fc
          .tuple(
            gaps,
            ...[...code].map((one) =>
              fc.tuple(typedAs(one, characters), gaps).map((both) => both.join("")),
            ),
          )
          .map((parts) => ({ code, typed: parts.join("") })),
      );

  test.each(KINDS)("%s: whatever it was dressed in, the code is found again", (characters) => {
    fc.assert(
      fc.property(decorated(characters), ({ code, typed }) => {
        expect(cleanCode(typed, characters)).toBe(code);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(KINDS)("%s: a derived code is left as it is", (characters) => {
    for (let issue = 1; issue <= 200; issue += 1) {
      const code = deriveCode(KEY, VERIFICATION, issue, { length: 10, characters });
      expect(cleanCode(code, characters)).toBe(code);
    }
  });

  test.each([
    ["１２３ ４５６", "digits", "123456"],
    ["123-456", "digits", "123456"],
    ["123–456", "digits", "123456"],
    ["123−456", "digits", "123456"],
    [" 1 2 3 4 5 6\n", "digits", "123456"],
    ["12CD56", "letters-and-digits", "12cd56"],
    ["I2CDS6", "letters-and-digits", "12cd56"],
    ["lZ cd-s6", "letters-and-digits", "12cd56"],
    ["Ob q8g", "letters-and-digits", "08989"],
  ] as const)("%j with %s is %s", (typed, characters, code) => {
    expect(cleanCode(typed, characters)).toBe(code);
  });

  test("letters are not read as digits where a code has only digits", () => {
    expect(cleanCode("l23456", "digits")).toBe("l23456");
    expect(cleanCode("", "digits")).toBe("");
    expect(cleanCode(" -\u200b- ", "letters-and-digits")).toBe("");
  });

  test("two codes never become one", () => {
    const code = fc.string({ unit: fc.constantFrom(...ALPHABETS["letters-and-digits"]) });
    fc.assert(
      fc.property(code, code, (one, other) => {
        const isSame =
          cleanCode(one, "letters-and-digits") === cleanCode(other, "letters-and-digits");
        expect(isSame).toBe(one === other);
      }),
    );
  });

  test("anything may be typed, and a book is not read to its end", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (typed) => {
        for (const characters of KINDS) expect(typeof cleanCode(typed, characters)).toBe("string");
      }),
    );
    expect(cleanCode("1".repeat(1_000_000), "digits")).toHaveLength(256);
    expect(cleanCode(" ".repeat(256) + "123456", "digits")).toBe("");
  });
});

/** How far counts are from even; 0 is perfectly even. */
function chiSquare(text: string, alphabet: string): number {
  const counts = new Map([...alphabet].map((one) => [one, 0]));
  for (const one of text) counts.set(one, (counts.get(one) ?? 0) + 1);
  return spread([...counts.values()], text.length / alphabet.length);
}

const spread = (counts: readonly number[], expected: number): number =>
  counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
