// Owns every expected "no": the reasons we tell apart inside, and the few words that leave the
// house. The two are apart so that an answer never tells which users exist.

export type Refusal =
  | { readonly reason: "username-impossible" | "user-unknown" }
  | { readonly reason: "password-length" | "password-wrong" | "user-disabled" | "user-changed" }
  | { readonly reason: "codes-paused"; readonly retryAfterMs: number }
  | { readonly reason: "codes-stopped" }
  | { readonly reason: "pending-login-missing" }
  | { readonly reason: "code-empty" }
  | { readonly reason: "code-wrong"; readonly guessesLeft: number }
  | { readonly reason: "code-expired" | "code-exhausted" | "code-superseded" | "code-spent" }
  | { readonly reason: "messages-exhausted" }
  | { readonly reason: "call-unavailable" };

/** What a visitor or program is told. These words are stable: programs branch on them. */
export type PublicWord =
  | "wrong-credentials"
  | "wrong-code"
  | "code-expired"
  | "code-exhausted"
  | "too-many-attempts"
  | "sign-in-blocked"
  | "sign-in-required"
  | "resend-limit"
  | "call-not-available";

/**
 * Turns a reason into the word that may be told.
 *
 * An unknown user, a wrong password and a disabled user share one word: each alone would tell a
 * stranger who has an account. @see OWASP ASVS 5.0, "General Authentication Security"
 */
export function publicWord(refusal: Refusal): PublicWord {
  switch (refusal.reason) {
    case "username-impossible":
    case "user-unknown":
    case "password-length":
    case "password-wrong":
    case "user-disabled":
    case "user-changed":
      return "wrong-credentials";
    case "codes-paused":
      return "too-many-attempts";
    case "codes-stopped":
      return "sign-in-blocked";
    case "pending-login-missing":
      return "sign-in-required";
    case "code-empty":
    case "code-wrong":
      return "wrong-code";
    case "code-expired":
    case "code-superseded":
    case "code-spent":
      return "code-expired";
    case "code-exhausted":
      return "code-exhausted";
    case "messages-exhausted":
      return "resend-limit";
    case "call-unavailable":
      return "call-not-available";
  }
}

/** The answer of an operation that may refuse. */
export type Outcome<T> =
  ({ readonly ok: true } & T) | { readonly ok: false; readonly refusal: Refusal };

export const refuse = (refusal: Refusal): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal,
});

/** A named condition in a table of checks: says no with a reason, or nothing. */
export type Check<Facts> = {
  readonly name: string;
  readonly refuses: (facts: Facts) => Refusal | undefined;
};

/** The first "no" of a table, in the order of its rows. */
export function findRefusal<Facts>(
  checks: readonly Check<Facts>[],
  facts: Facts,
): Refusal | undefined {
  for (const check of checks) {
    const refusal = check.refuses(facts);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
