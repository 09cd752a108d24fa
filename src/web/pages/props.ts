// Owns what pages are given: the site, what became of a text, what can go wrong. No words, no markup.

/** What every page knows of the site it stands on. */
export type Site = {
  /** What people call it; shown at the top and in titles. */
  name: string;
  /** What the browser sees, as `https://login.example.org`. */
  origin: string;
  /** Whether `/logo` answers with a picture to show instead of the name. */
  hasLogo: boolean;
};

/** Why a visitor is on the sign-in page (again). */
export type LoginError =
  | "wrong-credentials"
  | "code-expired"
  | "code-exhausted"
  | "too-many-attempts"
  | "sign-in-blocked"
  | "sign-in-required"
  | "unavailable";

/** What became of the text with the code. */
export type Delivery =
  | "on-its-way"
  | "accepted"
  | "delivered"
  /** A landline or the like: cannot receive texts (21614, 30006). */
  | "no-texts"
  /** Not a phone number (21211). */
  | "bad-number"
  /** Its owner texted STOP (21610). */
  | "opted-out"
  /** Blocked or filtered on the way (30004, 30007). */
  | "blocked"
  /** We do not send to this country (21408). */
  | "region"
  /** Switched off or unknown (30003, 30005). */
  | "unreachable"
  /** The provider is down; we keep trying. */
  | "provider-trouble"
  | "failed";

/** What can go wrong on the code page. */
export type VerifyError =
  "wrong-code" | "too-many-attempts" | "resend-limit" | "call-not-available" | "unavailable";

/** What the code page needs. */
export type VerifyProps = {
  site: Site;
  username: string;
  /** Masked, as `•••• ••• 123`. */
  sentTo: string;
  delivery: Delivery;
  /** How long the code still works, in milliseconds. */
  expiresInMs: number;
  code: { length: number; characters: "digits" | "letters-and-digits" };
  resend: {
    /** How many more may be sent. */
    left: number;
    /** The wait to suggest, in milliseconds; 0 = ask now. Never forced. */
    inMs: number;
  };
  callAvailable: boolean;
  error?: { word: VerifyError; guessesLeft?: number; retryAfterSeconds?: number };
  notice?: "code-sent-again" | "new-code-sent";
  /** After the last wrong guess: no form any more, only the way back. */
  exhausted: boolean;
};
