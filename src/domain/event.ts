// Owns the audit log: one line for each change of state and each refusal of a known login, written in the same
// transaction. Events hold no password, code, token or phone number.
import { newIdentifier } from "../primitives/identifier.ts";
import { insertEvent } from "../store/events.ts";
import type { Queries } from "../store/store.ts";
import type { Visitor } from "./context.ts";
import type { Refusal } from "./refusal.ts";

export type EventName =
  | "password-accepted"
  | "password-refused"
  | "code-refused"
  | "code-sent-again"
  | "resend-refused"
  | "signed-in"
  | "signed-out"
  | "login-abandoned"
  | "user-added"
  | "user-disabled"
  | "user-enabled"
  | "user-removed"
  | "password-changed"
  | "phone-changed";

type NewEvent = {
  name: EventName;
  userId?: string | undefined;
  factor?: "password" | "code";
  visitor?: Visitor;
  refusal?: Refusal;
};

const BROWSER_LENGTH = 255;

/** Writes one line into the transaction `q`. */
export async function recordEvent(q: Queries, event: NewEvent): Promise<void> {
  await insertEvent(q, {
    id: newIdentifier(),
    name: event.name,
    outcome: event.refusal === undefined ? "success" : "failure",
    reason: event.refusal?.reason ?? null,
    user_id: event.userId ?? null,
    factor: event.factor ?? null,
    address: event.visitor?.address ?? null,
    browser: event.visitor?.browser === undefined ? null : printable(event.visitor.browser),
  });
}

/** Whatever a header holds becomes one harmless line: no control characters, a bounded length. */
const printable = (text: string): string =>
  text.toWellFormed().replaceAll(/\p{C}/gu, "�").slice(0, BROWSER_LENGTH).toWellFormed();
