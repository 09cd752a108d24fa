// Owns what can be done when no code comes: send again, call, start over.

import { phraseFor, waitStep } from "../assets/time-steps.js";
import { deliveryTraits } from "./delivery-state.ts";
import type { VerifyProps } from "./props.ts";
import { RESEND_WAIT, VERIFY_WORDS as words } from "./verify-words.ts";

type NextActionsProps = Pick<VerifyProps, "delivery" | "resend" | "callAvailable">;

/** The ways on when no code comes. The one that helps most stands out. */
export function NextActions(props: NextActionsProps) {
  const { delivery, resend, callAvailable } = props;
  const traits = deliveryTraits(delivery, callAvailable);
  const canCall = callAvailable && !["bad-number", "region"].includes(delivery);
  if (!traits.isResendUseful && !canCall) {
    return (
      <div class="next">
        <StartOver />
      </div>
    );
  }
  return (
    <section class="next" data-offer={traits.offer} aria-labelledby="next-heading">
      <h2 id="next-heading">{words.noCode}</h2>
      {traits.isResendUseful && <ResendHint resend={resend} />}
      <div class="next-buttons">
        {traits.isResendUseful && resend.left > 0 && (
          <Resend channel="sms" label={words.resendText} />
        )}
        {canCall && <Resend channel="call" label={words.call} />}
      </div>
      <StartOver />
    </section>
  );
}

/** The way back to the password. */
export function StartOver({ kind }: { kind?: "main" }) {
  return (
    <form class={kind === "main" ? "form" : "start-over"} method="post" action="/start-over">
      {kind === undefined && <span class="hint">{words.startOverHint}</span>}
      <button class={kind === "main" ? "button" : "text-button"} data-kind={kind} type="submit">
        {words.startOver}
      </button>
    </form>
  );
}

function ResendHint({ resend }: { resend: VerifyProps["resend"] }) {
  if (resend.left < 1) return <p class="hint">{words.noneLeft}</p>;
  return (
    <p class="hint next-hint">
      <span data-resend-wait={resend.inMs} data-phrases={JSON.stringify(RESEND_WAIT)}>
        {phraseFor(waitStep(resend.inMs), RESEND_WAIT)}
      </span>{" "}
      {words.left(resend.left)}
    </p>
  );
}

function Resend({ channel, label }: { channel: "sms" | "call"; label: string }) {
  return (
    <form method="post" action="/resend" data-channel={channel}>
      <input type="hidden" name="channel" value={channel} />
      <button class="button" type="submit">
        {label}
      </button>
    </form>
  );
}
