// Owns what is asked of a text: one sentence for the reader, one line for the phone, one segment.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordText } from "../../src/delivery/wording.ts";
import { countSegments } from "../../src/phone/segments.ts";

const word = (changes: Partial<Parameters<typeof wordText>[0]> = {}, code = "123456") =>
  wordText(
    { siteName: "Twostep", host: "login.example.org", lifetimeMs: 300_000, ...changes },
    code,
  );

const lastLine = (text: string) => text.split("\n").at(-1);

test("the whole of it", () => {
  expect(word()).toBe(
    "123456 is your Twostep code; it works for 5 minutes and is for you alone.\n\n@login.example.org #123456",
  );
});

describe("what phones fill in", () => {
  const name = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
    .filter((s) => !s.includes("\n"));
  const host = fc.domain();
  const code = fc.string({
    unit: fc.constantFrom(..."0123456789acdefhjkmnprtuvwxy".split("")),
    minLength: 6,
    maxLength: 10,
  });

  test("the last line is exactly @host #code, whatever the names are", () => {
    fc.assert(
      fc.property(name, host, code, (siteName, at, digits) => {
        const text = word({ siteName, host: at }, digits);
        expect(lastLine(text)).toBe(`@${at} #${digits}`);
        expect(text.split("\n")).toHaveLength(3);
        expect(text.split("\n")[1]).toBe("");
        expect(text.startsWith(`${digits} is your `)).toBe(true);
      }),
    );
  });

  test("without a port", () => {
    expect(lastLine(word({ host: "localhost" }))).toBe("@localhost #123456");
  });
});

describe("one sentence, one GSM-7 segment", () => {
  test.each([
    ["Twostep", "localhost"],
    ["Difference Works", "login.difference-works.example"],
    ["A name of all thirty letters..", "sign-in.some-quite-long-department.example.org"],
    ["Café Zürich", "login.example.org"],
    ["Å", "a.b"],
  ])("%s at %s", (siteName, host) => {
    for (const digits of ["123456", "1234567890"]) {
      const text = word({ siteName, host, lifetimeMs: 600_000 }, digits);
      expect(countSegments(text)).toBe(1);
      expect(text).toContain(siteName);
      expect(text.split("\n")[0]).toMatch(/^[^;]+(; [^;]+)?\.$/);
    }
  });

  test("gets shorter before it gets a second segment", () => {
    const name = "A name of all thirty letters !";
    const texts = [20, 60, 75, 100, 129].map((length) =>
      word({ siteName: name, host: "h".repeat(length) }),
    );
    for (const text of texts) expect(countSegments(text)).toBe(1);
    const sentences = texts.map((text) => text.split("\n")[0] ?? "");
    expect(sentences[0]).toContain("for you alone");
    expect(sentences.at(-1)).toBe("123456 is your code.");
    expect(new Set(sentences).size).toBe(4);
  });

  test("an over-long host costs a second segment rather than the line", () => {
    expect(lastLine(word({ host: "h".repeat(253) }))).toBe(`@${"h".repeat(253)} #123456`);
  });
});

describe("the time that is left, in minutes", () => {
  test.each([
    [600_000, "10 minutes"],
    [300_000, "5 minutes"],
    [299_000, "5 minutes"],
    [120_000, "2 minutes"],
    [89_000, "1 minute "],
    [60_000, "1 minute "],
    [1, "1 minute "],
  ])("%i ms is %s", (lifetimeMs, words) => {
    expect(word({ lifetimeMs })).toContain(`works for ${words}`);
  });
});
