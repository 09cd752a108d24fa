// Owns the wiring of the phone in the box: a stand-in for Twilio and for people's handsets.
// It answers requests; listen.ts puts it on a port.

import { Hono } from "hono";
import type { Clock } from "../primitives/clock.ts";
import { systemClock } from "../primitives/clock.ts";
import { createEventStreams } from "./event-stream.ts";
import { addHandsetRoutes } from "./handset-routes.tsx";
import { createHandsets } from "./handsets.ts";
import { isLocal } from "./local-only.ts";
import { createMessages } from "./messages.ts";
import { createRestApi } from "./rest-api.ts";
import { answerRefusal, BROKEN, notFound } from "./rest-error.ts";

/** The account this phone plays. */
export type PhoneOptions = {
  /** `AC` and 32 hex digits. */
  accountSid: string;
  authToken: string;
  /** The number the account owns and sends from, in E.164. */
  phoneNumber: string;
  /** `MG` and 32 hex digits, if texts are sent through a messaging service. */
  messagingServiceSid?: string;
  /** Moves the status of messages; the machine's clock unless given. */
  clock?: Clock;
};

/** A running phone. */
export type Phone = {
  fetch(request: Request): Promise<Response> | Response;
  /** Ends all live connections of the page. */
  close(): void;
};

const MAX_MESSAGES = 10_000;

const HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/**
 * Creates a phone: Twilio's Messages resource for one account, and a page that shows the handsets
 * its texts arrive on. Everything is kept in memory and gone with it.
 *
 * @example
 * const phone = createPhone({ accountSid, authToken, phoneNumber: "+447700900000" });
 * const listening = await listenPhone(phone, { port: 5001 });
 */
export function createPhone(options: PhoneOptions): Phone {
  const { clock = systemClock, ...account } = options;
  const handsets = createHandsets();
  const streams = createEventStreams();
  const messages = createMessages(MAX_MESSAGES);

  const app = new Hono();
  app.use(async (c, next) => {
    if (!isLocal(c.req.raw)) c.res = c.text("This phone answers on this machine only.\n", 403);
    else await next();
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
  });
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  addHandsetRoutes(app, { handsets, streams, account });
  app.route(
    "/2010-04-01/Accounts/:accountSid",
    createRestApi({ ...account, messages, handsets, clock }),
  );
  app.notFound((c) => {
    const { pathname } = new URL(c.req.url);
    if (pathname.startsWith("/2010-04-01")) return answerRefusal(c, notFound(pathname));
    return c.text("There is nothing here.\n", 404);
  });
  app.onError((_error, c) => answerRefusal(c, BROKEN));

  return { fetch: (request) => app.fetch(request), close: () => streams.end() };
}
