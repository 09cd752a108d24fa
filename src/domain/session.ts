// Owns sessions: what exists only after password and code. Resuming one asks the database each
// time, so that a session ended anywhere is ended everywhere at once (G8).
import { hours, minutes } from "../primitives/duration.ts";
import { newIdentifier } from "../primitives/identifier.ts";
import { hashToken, isToken, newToken } from "../primitives/secret.ts";
import { deletePendingLogin, findPendingLogin } from "../store/pending-logins.ts";
import { deleteSession, findSession, insertSession, touchSession } from "../store/sessions.ts";
import type { Queries } from "../store/store.ts";
import { endVerificationOfLogin } from "../store/verifications.ts";
import type { Context, Tokens, Visitor } from "./context.ts";
import { recordEvent } from "./event.ts";

/** @see NIST SP 800-63B-4, "Reauthentication" (AAL2) */
export const SESSION_LIFETIME = hours(24);
export const SESSION_IDLE = hours(1);

/** How exactly "seen" is kept: a write per request would cost more than the request. */
const SEEN_EXACTNESS = minutes(1);

export type Session = { readonly userId: string; readonly user: string; readonly isAdmin: boolean };

/** Starts a session inside the transaction that spent the code; the token leaves the house once. */
export async function startSession(
  q: Queries,
  user: { id: string; generation: number },
): Promise<string> {
  const sessionToken = newToken();
  const session = {
    id: newIdentifier(),
    token_hash: hashToken(sessionToken),
    user_id: user.id,
    generation: user.generation,
  };
  await insertSession(q, session, SESSION_LIFETIME);
  return sessionToken;
}

/** The live session of a token, or undefined. Counts as being seen. */
export async function resumeSession(
  { store }: Context,
  sessionToken: string | undefined,
): Promise<Session | undefined> {
  if (!isToken(sessionToken)) return undefined;
  const found = await findSession(store, hashToken(sessionToken), SESSION_IDLE);
  if (found === undefined) return undefined;
  if (found.now - found.seen_at > SEEN_EXACTNESS) await touchSession(store, found.id);
  return { userId: found.user_id, user: found.username, isAdmin: found.is_admin === 1 };
}

/** Ends whatever this browser holds, full or half, in one transaction with its events. */
export async function signOut(context: Context, tokens: Tokens, visitor: Visitor): Promise<void> {
  await context.store.transaction((q) => endLogins(q, tokens, visitor));
}

/**
 * Deletes a browser's session and pending login, each with its event. Also the first thing a right
 * password does, so that a half login never keeps an older full one.
 */
export async function endLogins(
  q: Queries,
  { sessionToken, pendingToken }: Tokens,
  visitor: Visitor,
): Promise<void> {
  if (isToken(sessionToken)) {
    const userId = await deleteSession(q, hashToken(sessionToken));
    if (userId !== undefined) await recordEvent(q, { name: "signed-out", userId, visitor });
  }
  if (!isToken(pendingToken)) return;
  const token_hash = hashToken(pendingToken);
  const login = await findPendingLogin(q, token_hash);
  await endVerificationOfLogin(q, token_hash, "canceled");
  if (await deletePendingLogin(q, { token_hash }))
    await recordEvent(q, { name: "login-abandoned", userId: login?.user_id, visitor });
}
