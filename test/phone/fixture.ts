// Owns a phone for tests: on a port of its own, with a clock the test moves, and the official
// Twilio client pointed at it.

import twilio from "twilio";
import type RequestClient from "twilio/lib/base/RequestClient.js";
import { onTestFinished } from "vitest";
import { listenPhone } from "../../src/phone/listen.ts";
import { createPhone } from "../../src/phone/phone.ts";

export const ACCOUNT_SID = `AC${"0123456789abcdef".repeat(2)}`;
export const AUTH_TOKEN = "token for the tests";
export const SERVICE_SID = `MG${"fedcba9876543210".repeat(2)}`;
export const OWN_NUMBER = "+447700900000";
export const ADA = "+447700900123";
export const BEN = "+447700900456";

/** A phone that listens until the test is over. */
export async function startPhone() {
  const time = { now: Date.parse("2026-11-24T10:00:00.000Z") };
  const phone = createPhone({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    phoneNumber: OWN_NUMBER,
    messagingServiceSid: SERVICE_SID,
    clock: () => time.now,
  });
  const listening = await listenPhone(phone, { port: 0 });
  onTestFinished(() => listening.close());
  const { origin } = listening;
  const client = createClient(origin);
  return {
    phone,
    listening,
    origin,
    client,
    messagesUrl: `${origin}/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`,
    pass: (milliseconds: number) => void (time.now += milliseconds),
    text: (body: string, to = ADA) => client.messages.create({ to, from: OWN_NUMBER, body }),
  };
}

/** The official client, speaking to `origin` instead of Twilio. */
export function createClient(origin: string, token = AUTH_TOKEN) {
  class ClientOfThePhone extends twilio.RequestClient {
    override request<T>(opts: RequestClient.RequestOptions<T>) {
      const { pathname, search } = new URL(opts.uri);
      return super.request<T>({ ...opts, uri: origin + pathname + search });
    }
  }
  return twilio(ACCOUNT_SID, token, { httpClient: new ClientOfThePhone() });
}

export const AUTHORIZATION = `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString("base64")}`;

/** What the events carry, one or the other. */
type EventData = { number: string; sid: string; announcement: string; handset: string };

/** Reads server-sent events one by one. */
export function readEvents(response: Response) {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let unread = "";
  return {
    /** The next event; undefined when the stream has ended. */
    async next(): Promise<{ event: string; id: string | undefined; data: EventData } | undefined> {
      for (;;) {
        const end = unread.indexOf("\n\n");
        if (end >= 0) {
          const lines = unread.slice(0, end).split("\n");
          unread = unread.slice(end + 2);
          const field = (name: string) =>
            lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
          if (field("event") === undefined) continue;
          return { event: field("event")!, id: field("id"), data: JSON.parse(field("data")!) };
        }
        const { value, done } = await reader.read();
        if (done) return undefined;
        unread += value;
      }
    },
    cancel: () => reader.cancel(),
  };
}
