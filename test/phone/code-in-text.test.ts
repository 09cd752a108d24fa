// Which part of a text is taken for the code.

import { expect, test } from "vitest";
import { findCode } from "../../src/phone/code-in-text.ts";

test.for([
  ["Your Twostep code is 481920.", "481920"],
  ["Call 0044 20 7946 0000? No: the bound one.\n\n@example.com #73z9qk", "73z9qk"],
  ["12cd56 is your code", "12cd56"],
  ["Ihr Code lautet ٤٨١٩٢٠", "٤٨١٩٢٠"],
  ["Call +447700900123 when you are there", undefined],
  ["Dinner is at 8, bring 12 people", undefined],
  ["nothing to copy", undefined],
  ["", undefined],
] as const)("%j", ([body, code]) => {
  expect(findCode(body)).toBe(code);
});
