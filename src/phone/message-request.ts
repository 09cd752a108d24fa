// Owns what may be sent: every check of a new message, in order, with Twilio's answer to it.

import type { MessageDraft } from "./messages.ts";
import { readPhoneNumber } from "./phone-number.ts";
import type { RestRefusal } from "./rest-error.ts";

/** What the account owns and may therefore send from. */
export type Senders = { phoneNumber: string; messagingServiceSid?: string | undefined };

export const MAX_BODY_CHARACTERS = 1600;

/** Parameters that change what is sent; silently ignoring them would mislead. */
const UNSUPPORTED = ["MediaUrl", "ContentSid", "SendAt", "ScheduleType"];

const GOOD_TEST_SENDER = "+15005550006";

const TEST_RECIPIENTS: Record<string, (to: string) => RestRefusal> = {
  "+15005550001": (to) => refuse(21211, `Invalid 'To' Phone Number: ${masked(to)}`),
  "+15005550002": (to) =>
    refuse(21612, `Message cannot be sent with the current combination of 'To' (${to}) and 'From'`),
  "+15005550003": (to) =>
    refuse(
      21408,
      "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: " +
        masked(to),
    ),
  "+15005550004": () => refuse(21610, "Attempt to send to unsubscribed recipient"),
  "+15005550009": (to) => refuse(21614, `'To' number: ${masked(to)}, is not a valid mobile number`),
};

const TEST_SENDERS: Record<string, (from: string) => RestRefusal> = {
  "+15005550001": badSender,
  "+15005550007": unownedSender,
  "+15005550008": () =>
    refuse(21611, "This 'From' number has exceeded the maximum number of queued messages"),
};

/**
 * Reads the form of a new message.
 *
 * @returns the message to send, or the first refusal Twilio would give
 */
export function readMessageRequest(
  form: URLSearchParams,
  senders: Senders,
): { ok: true; draft: MessageDraft } | { ok: false; refusal: RestRefusal } {
  const written = {
    to: form.get("To") ?? "",
    from: form.get("From") ?? "",
    service: form.get("MessagingServiceSid") ?? "",
    body: form.get("Body") ?? "",
  };
  const refusal =
    refuseMissing(written) ??
    refuseBody(written.body) ??
    refuseUnsupported(form) ??
    refuseRecipient(written.to) ??
    refuseService(written.service, senders) ??
    refuseSender(written, senders);
  if (refusal) return { ok: false, refusal };
  return {
    ok: true,
    draft: {
      to: readPhoneNumber(written.to) ?? written.to,
      from: readPhoneNumber(written.from) ?? null,
      messagingServiceSid: written.service || null,
      body: written.body,
      statusCallback: form.get("StatusCallback"),
      validityPeriod: form.get("ValidityPeriod"),
      provideFeedback: form.get("ProvideFeedback") === "true",
    },
  };
}

type Written = { to: string; from: string; service: string; body: string };

function refuseMissing({ to, from, service, body }: Written): RestRefusal | undefined {
  if (to.trim() === "") return refuse(21604, "A 'To' phone number is required.");
  if (from.trim() === "" && service === "")
    return refuse(21603, "A 'From' phone number is required.");
  if (body === "") return refuse(21602, "Message body is required.");
  return undefined;
}

function refuseBody(body: string): RestRefusal | undefined {
  if (body.length <= MAX_BODY_CHARACTERS) return undefined;
  return refuse(
    21617,
    `The concatenated message body exceeds the ${MAX_BODY_CHARACTERS} character limit`,
  );
}

function refuseUnsupported(form: URLSearchParams): RestRefusal | undefined {
  const name = UNSUPPORTED.find((one) => form.has(one));
  return name === undefined
    ? undefined
    : refuse(20001, `The phone in the box does not support the parameter '${name}'`);
}

function refuseRecipient(to: string): RestRefusal | undefined {
  const number = readPhoneNumber(to);
  if (!number) return refuse(21211, `Invalid 'To' Phone Number: ${masked(to)}`);
  return TEST_RECIPIENTS[number]?.(number);
}

function refuseService(service: string, senders: Senders): RestRefusal | undefined {
  if (service === "" || service === senders.messagingServiceSid) return undefined;
  return refuse(21701, "The Messaging Service does not exist");
}

function refuseSender({ to, from }: Written, senders: Senders): RestRefusal | undefined {
  if (from.trim() === "") return undefined;
  const number = readPhoneNumber(from);
  if (!number) return badSender(from);
  if (number in TEST_SENDERS) return TEST_SENDERS[number]?.(number);
  if (number !== senders.phoneNumber && number !== GOOD_TEST_SENDER) return unownedSender(number);
  if (number === readPhoneNumber(to))
    return refuse(21266, "'To' and 'From' number cannot be the same");
  return undefined;
}

function badSender(from: string): RestRefusal {
  return refuse(
    21212,
    `The 'From' number ${shortened(from)} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
  );
}

function unownedSender(from: string): RestRefusal {
  return refuse(
    21606,
    `The 'From' phone number provided (${from}) is not a valid message-capable Twilio phone number for this account`,
  );
}

function refuse(code: number, message: string): RestRefusal {
  return { status: 400, code, message };
}

/** The last four characters of a recipient stay out of errors, as at Twilio. */
function masked(number: string): string {
  return shortened(number).replace(/.{1,4}$/su, "XXXX");
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
