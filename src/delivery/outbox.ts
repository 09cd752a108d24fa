// Owns messages from the commit that wrote them to the provider that took them: claimed by one
// worker, handed over outside any request and any transaction, settled.
import { deriveCode, type CodeSettings } from "../domain/code.ts";
import { seconds } from "../primitives/duration.ts";
import { checkPhoneNumber } from "../primitives/phone-number.ts";
import { unseal, type KeyRing } from "../primitives/secret.ts";
import {
  claimMessage,
  expireMessage,
  findDueMessages,
  findMessageToSend,
  settleMessage,
  type SendingResult,
} from "../store/messages.ts";
import type { Store } from "../store/store.ts";
import type { HandOver, Messenger } from "./messenger.ts";
import { wordText } from "./wording.ts";

const POLL = seconds(1);
const LEASE = seconds(30);
const AT_ONCE = 10;
const LONGEST_PAUSE = seconds(15);

/** Twilio's code for a country that may not be sent to; we use it for our own list alike. */
const REGION_NOT_ALLOWED = 21408;

export type OutboxOptions = {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly messenger: Messenger;
  readonly code: CodeSettings;
  readonly siteName: string;
  /** The page's host, for the last line of a text. */
  readonly host: string;
  readonly countries: readonly string[] | "*";
  readonly log: Log;
};

/** What is written to the log; pino's logger is one. */
export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type Outbox = {
  /** Says that a message was committed. */
  wake(): void;
  /** Lets the messages in hand end, and takes no more. */
  stop(): Promise<void>;
};

/**
 * Starts this process's worker: at once after `wake`, and within a second for messages that other
 * processes wrote. One slow hand-over does not hold up the next.
 */
export function startOutbox(options: OutboxOptions): Outbox {
  const inHand = new Map<string, Promise<void>>();
  let isStopped = false;
  let isWoken = false;
  let looking: Promise<void> | undefined;

  const take = (id: string): void => {
    const sending = sendMessage(options, id)
      .catch((err: unknown) => options.log.warn({ err, messageId: id }, "a message must wait"))
      .finally(() => {
        const wasFull = inHand.size === AT_ONCE;
        inHand.delete(id);
        if (wasFull) wake();
      });
    inHand.set(id, sending);
  };
  const look = async (): Promise<void> => {
    while (isWoken && !isStopped && inHand.size < AT_ONCE) {
      isWoken = false;
      const due = await findDueMessages(options.store, AT_ONCE);
      for (const id of due) if (!inHand.has(id) && inHand.size < AT_ONCE) take(id);
    }
  };
  const wake = (): void => {
    isWoken = true;
    if (isStopped || looking !== undefined) return;
    looking = look()
      .catch((err: unknown) => options.log.warn({ err }, "the outbox cannot reach the database"))
      .finally(() => {
        looking = undefined;
        if (isWoken && inHand.size < AT_ONCE) wake();
      });
  };
  const poll = setInterval(wake, POLL);
  poll.unref();

  return {
    wake,
    async stop() {
      isStopped = true;
      clearInterval(poll);
      await looking;
      await Promise.all(inHand.values());
    },
  };
}

async function sendMessage(options: OutboxOptions, id: string): Promise<void> {
  const { store, log } = options;
  if (!(await claimMessage(store, id, LEASE))) return expireMessage(store, id);
  const message = await findMessageToSend(store, id);
  const result = settle(await handOver(options, message), message.attempts);
  const isOurs = await settleMessage(store, id, message, result);
  const fields = { messageId: id, attempt: message.attempts, ...result };
  if (!isOurs) log.warn(fields, "the lease of this message had run out");
  else if (result.status === "accepted") log.info(fields, "message accepted by the provider");
  else log.warn(fields, "message not accepted by the provider");
}

type MessageToSend = Awaited<ReturnType<typeof findMessageToSend>>;

/** The code exists only here, between its derivation and the provider. */
async function handOver(options: OutboxOptions, message: MessageToSend): Promise<HandOver> {
  const { keys, code, countries, messenger, siteName, host } = options;
  const key = keys.find(message.key_id);
  if (key === undefined) return { result: "refused", errorCode: 0 };
  const to = unseal(keys, message.phone_sealed, `verification:${message.verification_id}`);
  const number = checkPhoneNumber(to);
  if (!number.ok || (countries !== "*" && !countries.includes(number.country)))
    return { result: "refused", errorCode: REGION_NOT_ALLOWED };
  const lifetimeMs = message.expires_at - message.now;
  const text = deriveCode(key.code, message.verification_id, message.issue, code);
  const body = wordText({ siteName, host, lifetimeMs }, text);
  return messenger.sendText({ to, body, validForMs: lifetimeMs });
}

/** A lost answer is tried once more with the same code; two texts at most (G11). */
function settle(handOver: HandOver, attempts: number): SendingResult {
  switch (handOver.result) {
    case "accepted":
      return { status: "accepted", provider_sid: handOver.id };
    case "refused":
      return { status: "failed", error_code: handOver.errorCode };
    case "unknown":
      return attempts >= 2
        ? { status: "failed", ...codeOf(handOver) }
        : { status: "queued", ...codeOf(handOver), retryInMs: seconds(2) };
    case "not-now":
      return {
        status: "queued",
        ...codeOf(handOver),
        retryInMs: handOver.retryAfterMs ?? Math.min(LONGEST_PAUSE, seconds(2 ** (attempts - 1))),
      };
  }
}

const codeOf = ({ errorCode }: { errorCode?: number }): { error_code?: number } =>
  errorCode === undefined ? {} : { error_code: errorCode };
