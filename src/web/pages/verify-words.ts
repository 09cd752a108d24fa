// Owns the words of the code page, so that they can be translated in one place. No markup here.

import type { TimePhrases } from "../assets/time-steps.js";
import type { Delivery, VerifyError, VerifyProps } from "./props.ts";
import type { Message } from "./words.ts";

export const VERIFY_WORDS = {
  heading: "Enter the code",
  leadBefore: (code: VerifyProps["code"]) =>
    code.characters === "digits"
      ? `We text a ${code.length}-digit code to`
      : `We text a code of ${code.length} letters and digits to`,
  phoneEnding: (digits: string) => `the phone number ending in ${digits}`,
  username: "Signing in as",
  code: "Code",
  codeHint: (code: VerifyProps["code"]) =>
    code.characters === "digits"
      ? `${code.length} digits, from the text message.`
      : `${code.length} letters and digits, from the text message.`,
  submit: "Sign in",
  noCode: "No code yet?",
  resendText: "Send the text again",
  call: "Call me instead",
  left: (left: number) =>
    left === 1 ? "You can send it once more." : `You can send it ${left} more times.`,
  noneLeft: "No more texts can be sent for this sign-in. Wait for the last one, or start over.",
  startOver: "Start over",
  startOverHint: "Wrong name or number?",
};

export const EXHAUSTED_WORDS = {
  heading: "Too many wrong codes",
  title: "This code can no longer be used.",
  detail: "Start over, and we send you a new one.",
  submit: "Start over",
};

export const CODE_LIFE: TimePhrases = {
  none: "The code no longer works.",
  underAMinute: "The code works for less than a minute.",
  minute: "The code works for 1 minute.",
  minutes: "The code works for {count} minutes.",
};

export const RESEND_WAIT: TimePhrases = {
  none: "If nothing has come, ask again.",
  seconds: "Better wait {count} seconds before asking again.",
  minute: "Better wait a minute before asking again.",
  minutes: "Better wait {count} minutes before asking again.",
};

export const NOTICE_WORDS: Record<NonNullable<VerifyProps["notice"]>, Message> = {
  "code-sent-again": {
    title: "Code sent again.",
    detail: "It is the same code as before.",
  },
  "new-code-sent": {
    title: "New code sent.",
    detail: "The one before no longer works.",
  },
};

/** What the code page says to each error. @param wait how long, as "in 5 minutes" */
export function verifyMessage(
  word: VerifyError,
  wait: string,
  guessesLeft: number | undefined,
): Message {
  switch (word) {
    case "wrong-code":
      return {
        title: "This is not the code we sent.",
        detail: `Look at the newest text and try again.${guesses(guessesLeft)}`,
      };
    case "too-many-attempts":
      return { title: "There were too many attempts.", detail: `Try again ${wait}.` };
    case "resend-limit":
      return {
        title: "No more texts can be sent right now.",
        detail: "Use the newest one you have, or start over.",
      };
    case "call-not-available":
      return { title: "We cannot call you.", detail: "Have the text sent again instead." };
    case "unavailable":
      return {
        title: "This does not work right now.",
        detail: `The trouble is on our side. Try again ${wait}.`,
      };
  }
}

function guesses(left: number | undefined): string {
  if (left === undefined || left < 1) return "";
  return left === 1 ? " You have 1 try left." : ` You have ${left} tries left.`;
}

/** What became of the text and what to do about it. @param canCall whether a call is offered */
export function deliveryMessage(
  delivery: Delivery | "expired",
  site: string,
  canCall: boolean,
): Message {
  const correct = `Ask whoever runs ${site} to correct your number.`;
  switch (delivery) {
    case "on-its-way":
      return {
        title: "The text is on its way.",
        detail: "It should be there within a minute.",
      };
    case "accepted":
      return {
        title: "The phone network has the text.",
        detail: "Your phone should show it any moment.",
      };
    case "delivered":
      return {
        title: "The text is on your phone.",
        detail: `Look for a new message from ${site}.`,
      };
    case "no-texts":
      return {
        title: "This number cannot receive texts.",
        detail: canCall ? "It may be a landline. Let us call you instead." : correct,
      };
    case "bad-number":
      return { title: "This phone number does not exist.", detail: correct };
    case "opted-out":
      return {
        title: "This number has refused our texts.",
        detail: canCall
          ? "Let us call you, or reply START to an old text of ours."
          : "Reply START to an old text of ours, then ask again.",
      };
    case "blocked":
      return {
        title: "The phone network blocked the text.",
        detail: canCall ? "Let us call you instead." : `Ask whoever runs ${site} for help.`,
      };
    case "region":
      return {
        title: "We send no texts to this country.",
        detail: `Ask whoever runs ${site} to allow it.`,
      };
    case "unreachable":
      return {
        title: "Your phone cannot be reached.",
        detail: canCall
          ? "Switch it on or find signal. Then ask again, or let us call."
          : "Switch it on or find signal, then ask again.",
      };
    case "provider-trouble":
      return {
        title: "Texts are held up at the moment.",
        detail: "We keep trying. Please wait here.",
      };
    case "failed":
      return {
        title: "The text did not get through.",
        detail: canCall ? "Ask again, or let us call you." : "Please have it sent again.",
      };
    case "expired":
      return { title: "The code has expired.", detail: "Start over, and we send you a new one." };
  }
}
