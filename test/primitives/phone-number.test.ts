// Owns what is asked of phone numbers: one number is one key, whatever was typed.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkPhoneNumber, maskPhoneNumber } from "../../src/primitives/phone-number.ts";

const taken = (typed: string) => {
  const check = checkPhoneNumber(typed);
  return check.ok ? `${check.number} ${check.country}` : check.reason;
};

describe("a number is stored as E.164", () => {
  test.each([
    "+447400123456",
    "+44 7400 123456",
    " +44 (0) 7400 123456 ",
    "+44-7400-123456",
    "+44.7400.123456",
    "+44/7400/123456",
    "＋４４７４００１２３４５６",
    "+４４ 7400 １２３４５６",
    "+44\u00a07400\u00a0123456",
  ])("%s", (typed) => {
    expect(taken(typed)).toBe("+447400123456 GB");
  });

  test.each([
    ["+12025550123", "US"],
    ["+14165550123", "CA"],
    ["+390612345678", "IT"],
    ["+393331234567", "IT"],
    ["+4915112345678", "DE"],
    ["+919876543210", "IN"],
    ["+79123456789", "RU"],
    ["+77012345678", "KZ"],
    ["+353851234567", "IE"],
    ["+447911123456", "GG"],
  ])("%s belongs to %s", (number, country) => {
    expect(checkPhoneNumber(number)).toEqual({ ok: true, number, country });
  });

  test.each([
    ["+447700900000", "GB"],
    ["+447700900123", "GB"],
    ["+447700900999", "GB"],
    ["+15005550006", "US"],
    ["+61491570006", "AU"],
  ])("a number kept for fiction is taken: %s in %s", (number, country) => {
    expect(checkPhoneNumber(number)).toEqual({ ok: true, number, country });
  });

  test("one number is one key however its digits are spaced and shaped", () => {
    const digits = "447400123456".split("");
    const wide = (digit: string) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0);
    const decoration = fc.tuple(fc.boolean(), fc.constantFrom("", "", "", " ", "-", ".", "\u00a0"));
    fc.assert(
      fc.property(
        fc.array(decoration, { minLength: digits.length, maxLength: digits.length }),
        (decorations) => {
          const typed = digits.map((digit, at) => {
            const [isWide, gap] = decorations[at] ?? [false, ""];
            return (isWide ? wide(digit) : digit) + gap;
          });
          expect(taken(`+${typed.join("")}`)).toBe("+447400123456 GB");
        },
      ),
    );
  });

  test("whatever is taken is E.164 and taken again as it is", () => {
    const typed = fc.string({
      unit: fc.constantFrom(..."0123456789 -().".split("")),
      maxLength: 20,
    });
    fc.assert(
      fc.property(typed, (text) => {
        const check = checkPhoneNumber(`+${text}`);
        if (!check.ok) return;
        expect(check.number).toMatch(/^\+[1-9][0-9]{4,14}$/);
        expect(check.country).toMatch(/^([A-Z]{2}|001)$/);
        expect(checkPhoneNumber(check.number)).toEqual(check);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a number that is not taken", () => {
  test.each([
    ["no country code", "07400123456"],
    ["00 instead of +", "00447400123456"],
    ["letters", "+44CALLME"],
    ["an extension", "+447400123456;ext=5"],
    ["two numbers", "+447400123456,+447400123457"],
    ["nothing", ""],
    ["a plus alone", "+"],
    ["Arabic-Indic digits", "+٤٤٧٤٠٠١٢٣٤٥٦"],
    ["a line end inside", "+447400\n123456"],
    ["an invisible character inside", "+44740\u200b0123456"],
    ["far too many characters", `+${"1".repeat(100_000)}`],
  ])("%s: how to write it is told", (_name, typed) => {
    expect(taken(typed)).toContain("write it with + and the country code");
  });

  test.each(["+44740", "+4474001234567890", "+9991234567", "+1202555012"])(
    "%s cannot exist",
    (typed) => {
      expect(taken(typed)).toContain("no such number can exist");
    },
  );

  test.each([
    ["premium rate, GB", "+449098790000"],
    ["premium rate, US", "+19002345678"],
    ["shared cost, DE", "+491801234567"],
    ["shared cost, FR", "+33820123456"],
    ["a pager, GB", "+447640123456"],
  ])("%s", (_name, typed) => {
    expect(taken(typed)).toContain("costs extra or cannot receive a code");
  });
});

describe("a mask", () => {
  test("shows the last three digits and no more", () => {
    expect(maskPhoneNumber("+447700900123")).toBe("•••• ••• 123");
    expect(maskPhoneNumber("+12025550199")).toBe("•••• ••• 199");
  });

  test("is equally long for every number", () => {
    const lengths = ["+2908123", "+447700900123", "+8613812345678"].map(
      (number) => maskPhoneNumber(number).length,
    );
    expect(new Set(lengths).size).toBe(1);
  });
});
