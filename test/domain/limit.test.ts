// Owns what is asked of the limits as a table. That they are kept is seen in test/guarantees.
import { expect, test } from "vitest";
import { MOST_GUESSES, MOST_MESSAGES, RENEW_BELOW, WRONG_CODES } from "../../src/domain/limit.ts";
import { minutes, seconds } from "../../src/primitives/duration.ts";

test("five guesses and five messages for one verification", () => {
  expect(MOST_GUESSES).toBe(5);
  expect(MOST_MESSAGES).toBe(5);
});

test("every tenth wrong code in a row pauses codes, twice as long each time, up to the stop", () => {
  const { pauses, stopAt } = WRONG_CODES;
  expect(stopAt).toBe(100);
  expect(pauses.map(({ after }) => after)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
  expect(pauses.map(({ pauseMs }) => pauseMs / minutes(1))).toEqual([
    1, 2, 4, 8, 16, 32, 64, 128, 256,
  ]);
});

test("the shortest code life allowed is renewed by every resend, the usual one by late ones", () => {
  expect(RENEW_BELOW).toBe(seconds(120));
  expect(RENEW_BELOW).toBeLessThan(seconds(300));
});
