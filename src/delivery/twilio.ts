// Owns talking to Twilio (or the phone in the box) through the official helper library, and what
// each of its answers means for a message. The library is large: it is loaded with the first text.
import type { HandOver, Messenger, Text } from "./messenger.ts";
import { seconds } from "../primitives/duration.ts";

const TIMEOUT = seconds(5);

export type TwilioSettings = {
  readonly accountSid: string;
  readonly authToken?: string;
  readonly apiKey?: string;
  readonly apiSecret?: string;
  readonly phoneNumber?: string;
  readonly messagingServiceSid?: string;
  /** Where the REST API is, when it is not Twilio's own. */
  readonly baseUrl?: string;
};

type Client = import("twilio").Twilio;

/** A messenger that sends through one Twilio account. */
export function createTwilioMessenger(settings: TwilioSettings): Messenger {
  let client: Promise<Client> | undefined;
  const sender =
    settings.messagingServiceSid === undefined
      ? { from: settings.phoneNumber ?? "" }
      : { messagingServiceSid: settings.messagingServiceSid };

  return {
    async sendText({ to, body, validForMs }: Text): Promise<HandOver> {
      client ??= openClient(settings);
      const validityPeriod = Math.min(36_000, Math.max(1, Math.ceil(validForMs / 1000)));
      try {
        const message = await (
          await client
        ).messages.create({ to, body, validityPeriod, ...sender });
        return { result: "accepted", id: message.sid };
      } catch (error) {
        return readError(error);
      }
    },
  };
}

async function openClient(settings: TwilioSettings): Promise<Client> {
  const { default: twilio } = await import("twilio");
  const { accountSid, baseUrl } = settings;
  const [username, password] =
    settings.apiKey === undefined
      ? [accountSid, settings.authToken ?? ""]
      : [settings.apiKey, settings.apiSecret ?? ""];
  const httpClient = new twilio.RequestClient({ timeout: TIMEOUT });
  if (baseUrl !== undefined) {
    const send = httpClient.request.bind(httpClient);
    const base = baseUrl.replace(/\/+$/, "");
    httpClient.request = (options) =>
      send({ ...options, uri: options.uri.replace(/^https:\/\/[^/]+/, base) });
  }
  return twilio(username, password, { accountSid, httpClient });
}

/** Errors of the sockets that come before anything was handed over. */
const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** Twilio's code for too many texts waiting at the sending number; a 400, but one that passes. */
const QUEUE_FULL = 21611;

/** A refusal of the message is final; trouble with the account, the rate or the line is not. */
function readError(error: unknown): HandOver {
  const { status, code } = Object(error) as { status?: unknown; code?: unknown };
  const errorCode = typeof code === "number" ? { errorCode: code } : {};
  if (typeof status !== "number")
    return NEVER_CONNECTED.has(String(code)) ? { result: "not-now" } : { result: "unknown" };
  if (status >= 500) return { result: "unknown", ...errorCode };
  if (status === 401 || status === 403 || status === 404 || status === 429 || code === QUEUE_FULL)
    return { result: "not-now", ...errorCode };
  return { result: "refused", errorCode: typeof code === "number" ? code : status };
}
