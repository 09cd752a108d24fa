// Owns signing in: both steps, each as one table of named checks. What is checked, and in which
// order, is read here and nowhere else.
import { newIdentifier } from "../primitives/identifier.ts";
import { hashToken, isToken, newToken } from "../primitives/secret.ts";
import { normalizeUsername } from "../primitives/username.ts";
import { insertMessage } from "../store/messages.ts";
import {
  deletePendingLogin,
  extendPendingLogin,
  findPendingLogin,
  insertPendingLogin,
  type PendingLogin,
} from "../store/pending-logins.ts";
import type { UserRecord } from "../store/records.ts";
import type { Queries } from "../store/store.ts";
import { clearWrongCodes, findUserByName, lockUser, replaceSecrets } from "../store/users.ts";
import { findVerification, takeMessage } from "../store/verifications.ts";
import { cleanCode } from "./code.ts";
import type { Context, Tokens, Visitor } from "./context.ts";
import { recordEvent } from "./event.ts";
import { MOST_MESSAGES, RENEW_BELOW } from "./limit.ts";
import { hashPassword, isHashOutdated, isPossibleLength, verifyPassword } from "./password.ts";
import { findRefusal, refuse, type Check, type Outcome, type Refusal } from "./refusal.ts";
import { endLogins, startSession } from "./session.ts";
import { isSealedUnderOldKey, openPhone, sealPhone } from "./user-phone.ts";
import { findEnd, findPause, spendVerification, startVerification } from "./verification.ts";

type PasswordFacts = {
  username: string | undefined;
  password: string;
  user: (UserRecord & { now: number }) | undefined;
  isRight: boolean;
};

/** The hash has been computed before the first row is asked, whoever the user is (G19). */
const PASSWORD_CHECKS: readonly Check<PasswordFacts>[] = [
  {
    name: "the username can exist",
    refuses: (f) => (f.username === undefined ? { reason: "username-impossible" } : undefined),
  },
  {
    name: "the password can exist",
    refuses: (f) => (isPossibleLength(f.password) ? undefined : { reason: "password-length" }),
  },
  {
    name: "the user exists",
    refuses: (f) => (f.user === undefined ? { reason: "user-unknown" } : undefined),
  },
  {
    name: "the password is right",
    refuses: (f) => (f.isRight ? undefined : { reason: "password-wrong" }),
  },
  {
    name: "the user is enabled",
    refuses: (f) => (f.user?.disabled_at != null ? { reason: "user-disabled" } : undefined),
  },
  {
    name: "codes are not stopped or paused",
    refuses: (f) => findPause(f.user),
  },
];

type CodeFacts = { login: PendingLogin; guess: string };

/** What is known before a guess is counted. Expiry and exhaustion are decided again by the UPDATE. */
const CODE_CHECKS: readonly Check<CodeFacts>[] = [
  { name: "the verification has not ended", refuses: ({ login }) => findEnd(login) },
  { name: "codes are not stopped or paused", refuses: ({ login }) => findPause(login) },
  {
    name: "something was typed",
    refuses: ({ guess }) => (guess === "" ? { reason: "code-empty" } : undefined),
  },
];

const RESEND_CHECKS: readonly Check<{ login: PendingLogin; channel: string }>[] = [
  { name: "the verification has not ended", refuses: ({ login }) => findEnd(login) },
  { name: "codes are not stopped or paused", refuses: ({ login }) => findPause(login) },
  {
    name: "the channel is open",
    refuses: ({ channel }) => (channel === "call" ? { reason: "call-unavailable" } : undefined),
  },
  {
    name: "a message is left",
    refuses: ({ login }) =>
      login.messages < MOST_MESSAGES ? undefined : { reason: "messages-exhausted" },
  },
];

/**
 * The first step. When the password is right, the pending login, its verification and its message
 * are there with one commit, and whatever this browser held before is gone.
 *
 * @param returnTo - where the browser goes in the end; already checked against the allow-list.
 * @returns the token of the pending login, for this browser's cookie alone.
 */
export async function checkPassword(
  context: Context,
  {
    username: typed,
    password,
    returnTo,
  }: { username: string; password: string; returnTo?: string },
  tokens: Tokens,
  visitor: Visitor,
): Promise<Outcome<{ pendingToken: string }>> {
  const username = normalizeUsername(typed);
  // An impossible name is looked up all the same: the answer takes as long as any other.
  const user = await findUserByName(context.store, username ?? "");
  const isRight = await verifyPassword(context.keys, user, password);
  const refusal = findRefusal(PASSWORD_CHECKS, { username, password, user, isRight });
  if (refusal !== undefined || user === undefined) {
    return refusePassword(context, refusal ?? { reason: "user-unknown" }, user?.id, visitor);
  }
  if (isHashOutdated(context.keys, user) || isSealedUnderOldKey(context.keys, user))
    await replaceSecrets(context.store, user, {
      ...(await hashPassword(context.keys, password)),
      ...sealPhone(context.keys, user.id, openPhone(context.keys, user)),
    });
  return startPendingLogin(context, user, returnTo, tokens, visitor);
}

async function refusePassword(
  { store }: Context,
  refusal: Refusal,
  userId: string | undefined,
  visitor: Visitor,
): Promise<{ ok: false; refusal: Refusal }> {
  const event = { name: "password-refused", userId, factor: "password", visitor, refusal } as const;
  await store.transaction((q) => recordEvent(q, event));
  return refuse(refusal);
}

async function startPendingLogin(
  context: Context,
  user: UserRecord,
  returnTo: string | undefined,
  tokens: Tokens,
  visitor: Visitor,
): Promise<Outcome<{ pendingToken: string }>> {
  const pendingToken = newToken();
  const isStarted = await context.store.transaction(async (q) => {
    // While the password was hashed, the user may have been disabled or given another phone.
    if (!(await lockUser(q, user))) return false;
    await endLogins(q, tokens, visitor);
    const login = {
      id: newIdentifier(),
      token_hash: hashToken(pendingToken),
      user_id: user.id,
      generation: user.generation,
      return_to: returnTo ?? null,
    };
    await insertPendingLogin(q, login, context.code.lifetimeMs);
    await startVerification(q, context, user, login.id);
    await recordEvent(q, {
      name: "password-accepted",
      userId: user.id,
      factor: "password",
      visitor,
    });
    return true;
  }, true);
  if (!isStarted) return refusePassword(context, { reason: "user-changed" }, user.id, visitor);
  context.onMessage();
  return { ok: true, pendingToken };
}

/** What a complete login gives; the token is for this browser's cookie alone. */
type SignedIn = { sessionToken: string; user: string; returnTo: string | undefined };

/**
 * The second step. A right code is spent, and the session that it opens is there with the same
 * commit; a wrong one is counted with it.
 *
 * @param typed - as the visitor typed it.
 */
export async function checkCode(
  context: Context,
  { code: typed }: { code: string },
  tokens: Tokens,
  visitor: Visitor,
): Promise<Outcome<SignedIn>> {
  const guess = cleanCode(typed, context.code.characters);
  return withPendingLogin<SignedIn>(context, tokens, "code-refused", visitor, async (q, login) => {
    const refusal =
      findRefusal(CODE_CHECKS, { login, guess }) ??
      (await spendVerification(q, context, login, guess));
    if (refusal !== undefined) return refuse(refusal);
    const user = { id: login.user_id, generation: login.generation };
    await clearWrongCodes(q, user.id);
    await deletePendingLogin(q, { id: login.id });
    await endLogins(q, { ...tokens, pendingToken: "" }, visitor);
    const sessionToken = await startSession(q, user);
    await recordEvent(q, { name: "signed-in", userId: user.id, factor: "code", visitor });
    return { ok: true, sessionToken, user: login.username, returnTo: login.return_to ?? undefined };
  });
}

/** Sends the code once more: the same one, or the next when its time is nearly over. */
export async function resendCode(
  context: Context,
  { channel }: { channel: "sms" | "call" },
  tokens: Tokens,
  visitor: Visitor,
): Promise<Outcome<{ sent: "same-code" | "next-code" }>> {
  const { lifetimeMs } = context.code;
  const rule = { mostMessages: MOST_MESSAGES, renewBelowMs: RENEW_BELOW, lifetimeMs };
  const outcome = await withPendingLogin<{ sent: "same-code" | "next-code" }>(
    context,
    tokens,
    "resend-refused",
    visitor,
    async (q, login) => {
      const refusal = findRefusal(RESEND_CHECKS, { login, channel });
      if (refusal !== undefined) return refuse(refusal);
      const sent = await takeMessage(q, login.verification_id, rule);
      if (sent === undefined) return refuse({ reason: "code-spent" });
      if (sent === "next-code") await extendPendingLogin(q, login.id, lifetimeMs);
      const { issue } = await findVerification(q, login.verification_id);
      const message = { id: newIdentifier(), verification_id: login.verification_id };
      await insertMessage(q, { ...message, issue, channel });
      await recordEvent(q, { name: "code-sent-again", userId: login.user_id, visitor });
      return { ok: true, sent };
    },
  );
  if (outcome.ok) context.onMessage();
  return outcome;
}

/**
 * Runs `work` on this browser's pending login in one transaction that commits whatever the answer
 * is. A refusal is on record with it, and one that ends the verification takes the login along.
 */
function withPendingLogin<T>(
  context: Context,
  { pendingToken }: Tokens,
  refusedAs: "code-refused" | "resend-refused",
  visitor: Visitor,
  work: (q: Queries, login: PendingLogin) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  if (!isToken(pendingToken)) return Promise.resolve(refuse({ reason: "pending-login-missing" }));
  return context.store.transaction(async (q) => {
    const login = await findPendingLogin(q, hashToken(pendingToken));
    if (login === undefined) return refuse({ reason: "pending-login-missing" });
    const outcome = await work(q, login);
    if (outcome.ok) return outcome;
    if (ENDINGS.has(outcome.refusal.reason)) await deletePendingLogin(q, { id: login.id });
    await recordEvent(q, {
      name: refusedAs,
      userId: login.user_id,
      factor: "code",
      visitor,
      refusal: outcome.refusal,
    });
    return outcome;
  });
}

const ENDINGS: ReadonlySet<Refusal["reason"]> = new Set([
  "code-expired",
  "code-exhausted",
  "code-superseded",
  "code-spent",
] as const);
