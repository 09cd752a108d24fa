// Owns a verification's life: started with its first message, guessed at, sent again, spent once.
import { newIdentifier } from "../primitives/identifier.ts";
import { isEqualInConstantTime, seal } from "../primitives/secret.ts";
import { insertMessage } from "../store/messages.ts";
import type { PendingLogin } from "../store/pending-logins.ts";
import type { UserRecord, VerificationRecord } from "../store/records.ts";
import type { Queries } from "../store/store.ts";
import { countGuessOfUser, findUserByName } from "../store/users.ts";
import {
  countGuess,
  endLiveVerification,
  endVerification,
  findVerification,
  insertVerification,
} from "../store/verifications.ts";
import { deriveCode } from "./code.ts";
import type { Context } from "./context.ts";
import { MOST_GUESSES, WRONG_CODES } from "./limit.ts";
import { phoneContext } from "./pending-login.ts";
import { openPhone } from "./user-phone.ts";
import type { Refusal } from "./refusal.ts";

const PURPOSE = "sign-in";

/**
 * Starts a verification and writes its first message, in the caller's transaction. Whatever lived
 * for this user before is dead with the same commit (G6).
 */
export async function startVerification(
  q: Queries,
  { keys, code }: Context,
  user: UserRecord,
  pendingLoginId: string,
): Promise<void> {
  await endLiveVerification(q, user.id, PURPOSE, "superseded");
  const id = newIdentifier();
  const phone = openPhone(keys, user);
  const verification = {
    id,
    pending_login_id: pendingLoginId,
    user_id: user.id,
    purpose: PURPOSE,
    key_id: keys.current.id,
    phone_sealed: seal(keys, phone, phoneContext("verification", id)),
    phone_index: user.phone_index,
  } as const;
  await insertVerification(q, verification, code.lifetimeMs);
  await insertMessage(q, { id: newIdentifier(), verification_id: id, issue: 1, channel: "sms" });
}

/**
 * Compares a guess and spends the verification if it matches, in the caller's transaction.
 *
 * The guess is counted before it is compared, against the verification and against the user, by one
 * UPDATE each, so that parallel guesses cannot share an attempt. The caller must commit whatever the
 * answer is: a guess rolled back would be a free one.
 *
 * @param guess - cleaned (`cleanCode`).
 * @returns undefined when the code was right and is now spent.
 * @see NIST SP 800-63B-4, "Rate Limiting (Throttling)"
 */
export async function spendVerification(
  q: Queries,
  { keys, code }: Context,
  login: PendingLogin,
  guess: string,
): Promise<Refusal | undefined> {
  const id = login.verification_id;
  if (!(await countGuess(q, id, MOST_GUESSES)))
    return findEnd(await findVerification(q, id)) ?? { reason: "code-spent" };
  const user = { id: login.user_id, generation: login.generation };
  if (!(await countGuessOfUser(q, user, WRONG_CODES)))
    return findPause(await findUserByName(q, login.username)) ?? { reason: "user-changed" };

  // Read again on this connection: a resend may have issued the next code since.
  const { issue, key_id, guesses } = await findVerification(q, id);
  const key = keys.find(key_id);
  const isRight =
    key !== undefined && isEqualInConstantTime(guess, deriveCode(key.code, id, issue, code));
  if (!isRight) {
    if (guesses >= MOST_GUESSES) await endVerification(q, id, "exhausted");
    return { reason: "code-wrong", guessesLeft: MOST_GUESSES - guesses };
  }
  return (await endVerification(q, id, "spent")) ? undefined : { reason: "code-spent" };
}

/** Why nothing can be guessed any more; undefined while the verification lives. */
export function findEnd(
  verification: Pick<VerificationRecord, "ended_as" | "guesses" | "expires_at"> & { now: number },
): Refusal | undefined {
  if (verification.ended_as === "exhausted" || verification.guesses >= MOST_GUESSES)
    return { reason: "code-exhausted" };
  if (verification.ended_as === "superseded") return { reason: "code-superseded" };
  if (verification.ended_as !== null) return { reason: "code-spent" };
  return verification.expires_at > verification.now ? undefined : { reason: "code-expired" };
}

/** Why no code of this user is compared now; undefined while codes are. */
export function findPause(
  user: { wrong_codes: number; codes_paused_until: number; now: number } | undefined,
): Refusal | undefined {
  if (user === undefined) return undefined;
  if (user.wrong_codes >= WRONG_CODES.stopAt) return { reason: "codes-stopped" };
  const retryAfterMs = user.codes_paused_until - user.now;
  return retryAfterMs > 0 ? { reason: "codes-paused", retryAfterMs } : undefined;
}
