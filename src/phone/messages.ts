// Owns the messages of the account, in memory, the newest ones only. No rules of the REST API.

import { randomBytes } from "node:crypto";

/** What a client asked to have sent. */
export type MessageDraft = {
  to: string;
  from: string | null;
  messagingServiceSid: string | null;
  body: string;
  statusCallback: string | null;
  validityPeriod: string | null;
  provideFeedback: boolean;
};

/** One message; times in milliseconds since 1970, `order` grows with every message. */
export type Message = Readonly<MessageDraft> & {
  readonly sid: string;
  readonly order: number;
  readonly createdAt: number;
  readonly segments: number;
  readonly canceledAt?: number;
  readonly redactedAt?: number;
};

/** The account's messages. */
export type Messages = {
  add(draft: MessageDraft, fixed: { createdAt: number; segments: number }): Message;
  find(sid: string): Message | undefined;
  /** Puts another version in the place of the message with the same sid. */
  replace(message: Message): void;
  remove(sid: string): void;
  newestFirst(): Message[];
};

/** Keeps at most `capacity` messages; the oldest one makes room for a new one. */
export function createMessages(capacity: number): Messages {
  const bySid = new Map<string, Message>();
  let order = 0;
  return {
    add(draft, fixed) {
      order += 1;
      const sid = `SM${randomBytes(16).toString("hex")}`;
      const message = { ...draft, ...fixed, sid, order };
      bySid.set(sid, message);
      const [oldest] = bySid.keys();
      if (oldest !== undefined && bySid.size > capacity) bySid.delete(oldest);
      return message;
    },
    find: (sid) => bySid.get(sid),
    replace(message) {
      if (bySid.has(message.sid)) bySid.set(message.sid, message);
    },
    remove: (sid) => void bySid.delete(sid),
    newestFirst: () => [...bySid.values()].reverse(),
  };
}
