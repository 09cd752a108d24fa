// Owns how often something may happen: every limit in one table, each with its reason.
import { minutes } from "../primitives/duration.ts";

/** Wrong guesses compared per verification (G2): 5 of a million codes is a chance of 1 in 200,000. */
export const MOST_GUESSES = 5;

/**
 * Wrong codes in a row per user, over all verifications (G2). Every tenth pauses all codes of the
 * user, twice as long each time; whoever knows the password and guesses on needs an operator at the
 * hundredth.
 */
export const WRONG_CODES = {
  stopAt: 100,
  pauses: Array.from({ length: 9 }, (_, round) => ({
    after: 10 * (round + 1),
    pauseMs: minutes(2 ** round),
  })),
} as const;

/** Messages per verification, the first one included: nobody's phone is flooded by one login. */
export const MOST_MESSAGES = 5;

/** With less life left than this, a resend issues the next code: a text may take a minute. */
export const RENEW_BELOW = minutes(2);
