// Owns what the code page knows of each state of the text: its tone, whether it may still change,
// and what to offer. The words are in verify-words.ts.

import type { Delivery } from "./props.ts";

/** A state of the text, or of the code itself once its life is over. */
export type DeliveryState = Delivery | "expired";

/**
 * What a visitor can best do: wait for the text, have it sent again, be called, write to START,
 * ask the operator, or start over.
 */
export type Offer = "wait" | "resend" | "call" | "ask" | "start-over";

type DeliveryTraits = {
  tone: "calm" | "good" | "warn";
  /** Whether news may still come. */
  isPending: boolean;
  /** Whether sending the text again can help. */
  isResendUseful: boolean;
  offer: Offer;
};

const PENDING = { isPending: true, isResendUseful: true, offer: "wait" } as const;
const AGAIN = { isPending: false, isResendUseful: true, offer: "resend" } as const;
const HOPELESS = { isPending: false, isResendUseful: false, offer: "ask" } as const;

const TRAITS: Record<DeliveryState, DeliveryTraits> = {
  "on-its-way": { tone: "calm", ...PENDING },
  accepted: { tone: "calm", ...PENDING },
  delivered: { tone: "good", ...AGAIN, offer: "wait" },
  "no-texts": { tone: "warn", ...HOPELESS },
  "bad-number": { tone: "warn", ...HOPELESS },
  "opted-out": { tone: "warn", ...AGAIN },
  blocked: { tone: "warn", ...HOPELESS },
  region: { tone: "warn", ...HOPELESS },
  unreachable: { tone: "warn", ...AGAIN },
  "provider-trouble": { tone: "warn", ...PENDING },
  failed: { tone: "warn", ...AGAIN },
  expired: { tone: "warn", ...HOPELESS, offer: "start-over" },
};

/** All states, for those that lie ready in the page. */
export const DELIVERY_STATES = Object.keys(TRAITS) as DeliveryState[];

/** What the page does in a state. @param canCall whether a call is offered */
export function deliveryTraits(state: DeliveryState, canCall: boolean): DeliveryTraits {
  const traits = TRAITS[state];
  const isCallBest = canCall && CALL_INSTEAD.has(state);
  return isCallBest ? { ...traits, offer: "call" } : traits;
}

// A wrong number cannot be called either.
const CALL_INSTEAD = new Set<DeliveryState>(["no-texts", "opted-out", "blocked"]);
