// Owns the code page: where the code went, what became of the text, the field for the code.

import { CodeForm } from "./code-form.tsx";
import { DeliveryLine } from "./delivery-line.tsx";
import { ErrorSummary } from "./error-summary.tsx";
import { Icon } from "./icon.tsx";
import { Layout } from "./layout.tsx";
import type { Site } from "./layout.tsx";
import { NextActions, StartOver } from "./next-actions.tsx";
import { PhoneEnding } from "./phone-ending.tsx";
import { Step } from "./step.tsx";
import { waitInWords } from "./time-words.ts";
import { EXHAUSTED_WORDS, NOTICE_WORDS, VERIFY_WORDS, verifyMessage } from "./verify-words.ts";

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

/** The code page. */
export function verifyPage(props: VerifyProps) {
  return props.exhausted ? exhaustedPage(props.site) : codePage(props);
}

function codePage(props: VerifyProps) {
  const { site, error, notice } = props;
  return (
    <Layout
      site={site}
      title={VERIFY_WORDS.heading}
      hasError={error !== undefined}
      scripts={["code-autofill.js", "delivery-status.js", "single-submit.js"]}
    >
      <Step number={2} />
      <h1>{VERIFY_WORDS.heading}</h1>
      <p class="lead">
        {VERIFY_WORDS.leadBefore(props.code)} <PhoneEnding masked={props.sentTo} />.
      </p>
      {error && <CodeError error={error} />}
      {notice && <Notice notice={notice} />}
      {isTextTyped(props) || <DeliveryLine {...props} />}
      {props.expiresInMs > 0 && <CodeForm {...props} />}
      <NextActions {...props} />
    </Layout>
  );
}

/** Somebody who mistyped a text that has arrived needs no line saying that it has arrived. */
function isTextTyped({ error, delivery, expiresInMs }: VerifyProps): boolean {
  return error?.word === "wrong-code" && delivery === "delivered" && expiresInMs > 0;
}

function exhaustedPage(site: Site) {
  return (
    <Layout site={site} title={EXHAUSTED_WORDS.heading} hasError scripts={["single-submit.js"]}>
      <Step number={2} />
      <h1>{EXHAUSTED_WORDS.heading}</h1>
      <ErrorSummary message={EXHAUSTED_WORDS} />
      <StartOver kind="main" />
    </Layout>
  );
}

function CodeError({ error }: { error: NonNullable<VerifyProps["error"]> }) {
  const wait = waitInWords(error.retryAfterSeconds);
  return (
    <ErrorSummary
      message={verifyMessage(error.word, wait, error.guessesLeft)}
      field={error.word === "wrong-code" ? "code" : undefined}
    />
  );
}

function Notice({ notice }: { notice: NonNullable<VerifyProps["notice"]> }) {
  const words = NOTICE_WORDS[notice];
  return (
    <div class="line" data-tone="good" role="status">
      <Icon name="done" />
      <p>
        <strong>{words.title}</strong> {words.detail}
      </p>
    </div>
  );
}
