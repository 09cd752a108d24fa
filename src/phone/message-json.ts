// Owns how the REST API writes a message and its feedback down.

import { progressAt } from "./message-status.ts";
import type { Message } from "./messages.ts";

/** The account as its answers need it. */
export type AccountFacts = { accountSid: string; phoneNumber: string };

/**
 * A message as Twilio's REST API shows it at the moment `now` (milliseconds since 1970).
 *
 * @see twilio-oai, twilio_api_v2010.json, "api.v2010.account.message"
 */
export function messageJson(message: Message, account: AccountFacts, now: number) {
  const progress = progressAt(message, now);
  const uri = messageUri(account, message.sid);
  const changedAt = Math.max(progress.changedAt, message.redactedAt ?? 0);
  return {
    account_sid: account.accountSid,
    api_version: "2010-04-01",
    body: message.redactedAt === undefined ? message.body : "",
    date_created: rfc2822(message.createdAt),
    date_sent: progress.sentAt === undefined ? null : rfc2822(progress.sentAt),
    date_updated: rfc2822(changedAt),
    direction: "outbound-api",
    error_code: null,
    error_message: null,
    from: senderAt(message, account, now),
    messaging_service_sid: message.messagingServiceSid,
    num_media: "0",
    num_segments: progress.status === "accepted" ? "0" : String(message.segments),
    price: null,
    price_unit: "USD",
    sid: message.sid,
    status: progress.status,
    subresource_uris: { media: `${uri}/Media.json`, feedback: `${uri}/Feedback.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

/** Who sends a message; null while a messaging service has not chosen yet. */
export function senderAt(message: Message, account: AccountFacts, now: number): string | null {
  if (message.from !== null) return message.from;
  const { status } = progressAt(message, now);
  return status === "accepted" || status === "canceled" ? null : account.phoneNumber;
}

/** The confirmation of a message's feedback, given at the moment `now`. */
export function feedbackJson(
  message: Message,
  account: AccountFacts,
  outcome: string,
  now: number,
) {
  return {
    account_sid: account.accountSid,
    date_created: rfc2822(now),
    date_updated: rfc2822(now),
    message_sid: message.sid,
    outcome,
    uri: `${messageUri(account, message.sid)}/Feedback.json`,
  };
}

function messageUri(account: AccountFacts, sid: string): string {
  return `/2010-04-01/Accounts/${account.accountSid}/Messages/${sid}`;
}

/** @see RFC 2822, "Date and Time Specification" */
function rfc2822(time: number): string {
  return new Date(time).toUTCString().replace("GMT", "+0000");
}
