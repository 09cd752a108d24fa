// Owns the shape of every table: one row type each. What each column holds and why is told in
// docs/storage.md. Times are epoch milliseconds by the database's clock.

/** Somebody who can sign in. */
export type UserRecord = {
  id: string;
  username: string;
  password_hash: string;
  password_key_id: string;
  phone_sealed: string;
  phone_index: string;
  is_admin: 0 | 1;
  disabled_at: number | null;
  /** Rises with each change that ends sessions; sessions and pending logins carry the one they began with. */
  generation: number;
  wrong_codes: number;
  codes_paused_until: number;
  created_at: number;
};

/** Password was right, code still to come. */
export type PendingLoginRecord = {
  id: string;
  token_hash: string;
  user_id: string;
  generation: number;
  return_to: string | null;
  created_at: number;
  expires_at: number;
};

export type Purpose = "sign-in";
export type VerificationEnd = "spent" | "exhausted" | "superseded" | "canceled";

/** One request for a code sent to one phone for one purpose. */
export type VerificationRecord = {
  id: string;
  pending_login_id: string;
  user_id: string;
  purpose: Purpose;
  /** `user:purpose` while it lives, null afterwards; unique, so that only one can live. */
  live_key: string | null;
  key_id: string;
  issue: number;
  guesses: number;
  messages: number;
  phone_sealed: string;
  phone_index: string;
  created_at: number;
  expires_at: number;
  ended_as: VerificationEnd | null;
};

/** Signed in: only ever written after password and code. */
export type SessionRecord = {
  id: string;
  token_hash: string;
  user_id: string;
  generation: number;
  created_at: number;
  seen_at: number;
  expires_at: number;
};

export type MessageStatus =
  "queued" | "sending" | "accepted" | "delivered" | "undelivered" | "failed" | "expired";
export type Channel = "sms" | "call";

/** One text to a phone: the outbox. It holds no code and no number. */
export type MessageRecord = {
  id: string;
  verification_id: string;
  issue: number;
  channel: Channel;
  status: MessageStatus;
  provider_sid: string | null;
  error_code: number | null;
  attempts: number;
  /** When a worker may take it (again): the next try, or the end of another worker's lease. */
  due_at: number;
  created_at: number;
  updated_at: number;
};

/** One line of the audit log. */
export type EventRecord = {
  id: string;
  at: number;
  name: string;
  outcome: "success" | "failure";
  reason: string | null;
  user_id: string | null;
  factor: "password" | "code" | null;
  address: string | null;
  browser: string | null;
};

export type Tables = {
  users: UserRecord;
  pending_logins: PendingLoginRecord;
  verifications: VerificationRecord;
  sessions: SessionRecord;
  messages: MessageRecord;
  events: EventRecord;
};
