// Owns what is asked of refusals: each reason has its word, and no word tells who has an account.
import { describe, expect, test } from "vitest";
import {
  findRefusal,
  publicWord,
  refuse,
  type Check,
  type PublicWord,
  type Refusal,
} from "../../src/domain/refusal.ts";

/** The type makes this list complete: a new reason does not compile until it is here. */
const WORDS: Record<Refusal["reason"], PublicWord> = {
  "username-impossible": "wrong-credentials",
  "user-unknown": "wrong-credentials",
  "password-length": "wrong-credentials",
  "password-wrong": "wrong-credentials",
  "user-disabled": "wrong-credentials",
  "user-changed": "wrong-credentials",
  "codes-paused": "too-many-attempts",
  "codes-stopped": "sign-in-blocked",
  "pending-login-missing": "sign-in-required",
  "code-empty": "wrong-code",
  "code-wrong": "wrong-code",
  "code-expired": "code-expired",
  "code-superseded": "code-expired",
  "code-spent": "code-expired",
  "code-exhausted": "code-exhausted",
  "messages-exhausted": "resend-limit",
  "call-unavailable": "call-not-available",
};

const refusalOf = (reason: string): Refusal =>
  ({ reason, retryAfterMs: 60_000, guessesLeft: 4 }) as Refusal;

describe("the word of a reason", () => {
  test.each(Object.entries(WORDS))("%s is told as %s", (reason, word) => {
    expect(publicWord(refusalOf(reason))).toBe(word);
  });

  test("an unknown user, a wrong password and a disabled user share one word", () => {
    const reasons = ["user-unknown", "password-wrong", "user-disabled", "username-impossible"];
    expect(new Set(reasons.map((reason) => publicWord(refusalOf(reason)))).size).toBe(1);
  });

  test("an empty guess and a wrong one share one word", () => {
    expect(publicWord(refusalOf("code-empty"))).toBe(publicWord(refusalOf("code-wrong")));
  });
});

describe("a table of checks", () => {
  const seen: string[] = [];
  const check = (name: string, reason?: "code-empty" | "code-spent"): Check<object> => ({
    name,
    refuses: () => {
      seen.push(name);
      return reason && { reason };
    },
  });

  test("gives the first no, in the order of its rows, and asks no further", () => {
    seen.length = 0;
    const table = [check("one"), check("two", "code-spent"), check("three", "code-empty")];
    expect(findRefusal(table, {})).toEqual({ reason: "code-spent" });
    expect(seen).toEqual(["one", "two"]);
  });

  test("gives nothing when no row refuses", () => {
    expect(findRefusal([check("one"), check("two")], {})).toBeUndefined();
    expect(findRefusal([], {})).toBeUndefined();
  });

  test("gives every row the same facts", () => {
    const facts = { guess: "123456" };
    const given: unknown[] = [];
    const look: Check<typeof facts> = { name: "look", refuses: (f) => void given.push(f) };
    findRefusal([look, look], facts);
    expect(given).toEqual([facts, facts]);
  });
});

test("a refusal is a value", () => {
  expect(refuse({ reason: "code-empty" })).toEqual({
    ok: false,
    refusal: { reason: "code-empty" },
  });
});
