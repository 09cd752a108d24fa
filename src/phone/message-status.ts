// Owns the way of a message from queued to delivered. The status is computed from the clock when
// somebody looks, so there are no timers, and a test moves the clock instead of waiting.

import type { Message } from "./messages.ts";

export type MessageStatus = "accepted" | "queued" | "sending" | "sent" | "delivered" | "canceled";

/** The status of a message at one moment; times in milliseconds since 1970. */
export type Progress = { status: MessageStatus; changedAt: number; sentAt: number | undefined };

type Step = { status: MessageStatus; after: number };
type Steps = readonly [Step, ...Step[]];

const SENT_AFTER = 300;

const UNDER_WAY: readonly Step[] = [
  { status: "sending", after: 150 },
  { status: "sent", after: SENT_AFTER },
  { status: "delivered", after: 700 },
];

/** Milliseconds after creation at which a message reaches each status. */
const STEPS: Steps = [{ status: "queued", after: 0 }, ...UNDER_WAY];

/** With a messaging service: the sender is chosen first. */
const SERVICE_STEPS: Steps = [
  { status: "accepted", after: 0 },
  { status: "queued", after: 50 },
  ...UNDER_WAY,
];

/** Where a message is on its way at the moment `now` (milliseconds since 1970). */
export function progressAt(message: Message, now: number): Progress {
  const steps = message.messagingServiceSid === null ? STEPS : SERVICE_STEPS;
  if (message.canceledAt !== undefined) {
    return { status: "canceled", changedAt: message.canceledAt, sentAt: undefined };
  }
  const age = now - message.createdAt;
  const step = steps.findLast((one) => one.after <= age) ?? steps[0];
  return {
    status: step.status,
    changedAt: message.createdAt + step.after,
    sentAt: age >= SENT_AFTER ? message.createdAt + SENT_AFTER : undefined,
  };
}

/** Whether nothing more will happen to a message of this status. */
export const isFinal = (status: MessageStatus): boolean =>
  status === "delivered" || status === "canceled";

/** Whether a message of this status can still be called back. */
export const isCancelable = (status: MessageStatus): boolean =>
  status === "accepted" || status === "queued";
