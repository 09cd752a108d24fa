// Owns the half login: password right, code to come. It is not a session and opens nothing but the
// code page.
import type { Channel, MessageStatus } from "../store/records.ts";
import { isToken, hashToken, unseal } from "../primitives/secret.ts";
import { maskPhoneNumber } from "../primitives/phone-number.ts";
import { findNewestMessage } from "../store/messages.ts";
import { findPendingLogin, type PendingLogin } from "../store/pending-logins.ts";
import type { Context } from "./context.ts";
import { MOST_GUESSES, MOST_MESSAGES } from "./limit.ts";

/** What the waiting visitor may know. Durations in milliseconds. */
export type PendingLoginView = {
  readonly user: string;
  /** The masked number, such as `•••• ••• 123`. */
  readonly sentTo: string;
  readonly channel: Channel;
  /** Where the browser goes in the end, when it does not stay. */
  readonly returnTo: string | undefined;
  readonly expiresAt: Date;
  readonly expiresInMs: number;
  readonly isExhausted: boolean;
  readonly guessesLeft: number;
  readonly messagesLeft: number;
  readonly message: {
    readonly status: MessageStatus;
    readonly errorCode: number | null;
    readonly attempts: number;
    readonly ageMs: number;
  };
};

/**
 * What the holder of this token is waiting for.
 *
 * @returns undefined when there is no such pending login, or its code has expired or ended. After
 * the last wrong guess it is still found, marked as exhausted, so that the page can say so.
 */
export async function resumePendingLogin(
  context: Context,
  pendingToken: string | undefined,
): Promise<PendingLoginView | undefined> {
  if (!isToken(pendingToken)) return undefined;
  const login = await findPendingLogin(context.store, hashToken(pendingToken));
  if (login === undefined || !isWaiting(login)) return undefined;
  const message = await findNewestMessage(context.store, login.verification_id);
  return {
    user: login.username,
    sentTo: maskPhoneNumber(openPhone(context, login)),
    channel: message?.channel ?? "sms",
    returnTo: login.return_to ?? undefined,
    expiresAt: new Date(login.expires_at),
    expiresInMs: Math.max(0, login.expires_at - login.now),
    isExhausted: login.ended_as === "exhausted",
    guessesLeft: Math.max(0, MOST_GUESSES - login.guesses),
    messagesLeft: Math.max(0, MOST_MESSAGES - login.messages),
    message: {
      status: message?.status ?? "expired",
      errorCode: message?.error_code ?? null,
      attempts: message?.attempts ?? 0,
      ageMs: message === undefined ? 0 : message.now - message.created_at,
    },
  };
}

/** What a sealed number is bound to, so that it opens in no other row. */
export const phoneContext = (row: "user" | "verification", id: string): string => `${row}:${id}`;

const isWaiting = (login: PendingLogin): boolean =>
  login.expires_at > login.now && (login.ended_as === null || login.ended_as === "exhausted");

const openPhone = ({ keys }: Context, login: PendingLogin): string =>
  unseal(keys, login.phone_sealed, phoneContext("verification", login.verification_id));
