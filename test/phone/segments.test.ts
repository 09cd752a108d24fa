// How many segments a text takes.

import { expect, test } from "vitest";
import { countSegments } from "../../src/phone/segments.ts";

test.for([
  ["an empty text", "", 1],
  ["160 characters of GSM-7", "a".repeat(160), 1],
  ["161 characters of GSM-7", "a".repeat(161), 2],
  ["306 characters of GSM-7", "a".repeat(306), 2],
  ["307 characters of GSM-7", "a".repeat(307), 3],
  ["every letter of the basic table", "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉÄÖÑܧ¿äöñüà", 1],
  ["80 characters that take two places", "€".repeat(80), 1],
  ["81 characters that take two places", "€".repeat(81), 2],
  ["a two-place character on the border", `${"a".repeat(152)}€${"a".repeat(152)}`, 3],
  ["70 characters beyond GSM-7", "ч".repeat(70), 1],
  ["71 characters beyond GSM-7", "ч".repeat(71), 2],
  ["35 emoji", "😀".repeat(35), 1],
  ["36 emoji", "😀".repeat(36), 2],
  ["67 emoji, never cut in half", "😀".repeat(67), 3],
] as const)("%s", ([_name, body, segments]) => {
  expect(countSegments(body)).toBe(segments);
});
