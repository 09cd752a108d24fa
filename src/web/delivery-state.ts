// Owns what a message's fate is called on the code page.
import type { PendingLoginView } from "../domain/pending-login.ts";
import type { Delivery } from "./pages/props.ts";

/** Twilio's error codes by what they mean to the person who waits. */
const REFUSALS: Readonly<Record<number, Delivery>> = {
  21211: "bad-number",
  21217: "bad-number",
  21408: "region",
  21612: "region",
  21610: "opted-out",
  21614: "no-texts",
  30006: "no-texts",
  30003: "unreachable",
  30005: "unreachable",
  30004: "blocked",
  30007: "blocked",
  30034: "blocked",
};

/** A message that is tried again for this long is told as trouble. */
const PATIENCE_MS = 5000;

export function deliveryOf({ message }: PendingLoginView): Delivery {
  const { status, errorCode, attempts, ageMs } = message;
  switch (status) {
    case "queued":
    case "sending":
      return attempts > 0 && (status === "queued" || ageMs > PATIENCE_MS)
        ? "provider-trouble"
        : "on-its-way";
    // The provider has it; whether a network took it is only known from its later reports.
    case "accepted":
      return "on-its-way";
    case "delivered":
      return "delivered";
    case "undelivered":
    case "failed":
    case "expired":
      return REFUSALS[errorCode ?? 0] ?? "failed";
  }
}
