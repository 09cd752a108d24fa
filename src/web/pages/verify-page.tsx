// Owns the code page: where the code went, what became of the text, the field for the code.

import { CodeForm } from "./code-form.tsx";
import { DeliveryLine } from "./delivery-line.tsx";
import { ErrorSummary } from "./error-summary.tsx";
import { Icon } from "./icon.tsx";
import { Layout } from "./layout.tsx";
import { NextActions, StartOver } from "./next-actions.tsx";
import { PhoneEnding } from "./phone-ending.tsx";
import type { Site, VerifyProps } from "./props.ts";
import { Step } from "./step.tsx";
import { waitInWords } from "./time-words.ts";
import { EXHAUSTED_WORDS, NOTICE_WORDS, VERIFY_WORDS, verifyMessage } from "./verify-words.ts";

/** The code page. */
export function verifyPage(props: VerifyProps) {
  return props.exhausted ? exhaustedPage(props.site) : codePage(props);
}

function codePage(props: VerifyProps) {
  const { site, error, notice } = props;
  const isAlive = props.expiresInMs > 0;
  return (
    <Layout
      site={site}
      title={VERIFY_WORDS.heading}
      hasError={error !== undefined}
      scripts={["code-autofill.js", "delivery-status.js", "single-submit.js"]}
    >
      <Step number={2} />
      <h1>{VERIFY_WORDS.heading}</h1>
      {isAlive && (
        <p class="lead">
          {VERIFY_WORDS.leadBefore(props.code)} <PhoneEnding masked={props.sentTo} />.
        </p>
      )}
      {error && <CodeError error={error} />}
      {notice && <Notice notice={notice} />}
      {isTextTyped(props) || <DeliveryLine {...props} />}
      {isAlive && <CodeForm {...props} />}
      {isAlive ? <NextActions {...props} /> : <StartOver kind="main" />}
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
