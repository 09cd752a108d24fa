// Owns Twilio's Messages resource over HTTP: who may ask, for what, and how it is answered.

import { Hono } from "hono";
import type { Context } from "hono";
import type { Clock } from "../primitives/clock.ts";
import { isAuthentic } from "./authentication.ts";
import type { Handsets } from "./handsets.ts";
import { readForm } from "./form.ts";
import { feedbackJson, messageJson } from "./message-json.ts";
import { emptyList, listMessages } from "./message-list.ts";
import type { Senders } from "./message-request.ts";
import { readMessageRequest } from "./message-request.ts";
import { isCancelable, isFinal, progressAt } from "./message-status.ts";
import type { Message, Messages } from "./messages.ts";
import type { RestRefusal } from "./rest-error.ts";
import * as refusals from "./rest-error.ts";
import { answerRefusal } from "./rest-error.ts";
import { countSegments } from "./segments.ts";

/** The one account this stand-in knows, and what happens to its messages. */
export type Account = Senders & {
  accountSid: string;
  authToken: string;
  messages: Messages;
  handsets: Handsets;
  clock: Clock;
};

// A file name is one path segment, so ".json" is part of what its pattern matches.
const MESSAGE_FILE = "/Messages/:file{[A-Za-z0-9]+\\.json}";
const MESSAGE = "/Messages/:sid{[A-Za-z0-9]+}";

/** Twilio's REST API for one account, below `/2010-04-01/Accounts/{AC…}`. */
export function createRestApi(account: Account): Hono {
  const api = new Hono();
  api.use(async (c, next) =>
    isAuthentic(c.req.raw, account) && isOwn(c, account) ? next() : refuseStranger(c),
  );

  api.get("/Messages.json", (c) => list(c, account));
  api.post("/Messages.json", (c) => create(c, account));
  api.all("/Messages.json", (c) => refuseMethod(c, "GET, POST"));

  api.get(MESSAGE_FILE, (c) => fetchOne(c, account));
  api.post(MESSAGE_FILE, (c) => update(c, account));
  api.delete(MESSAGE_FILE, (c) => remove(c, account));
  api.all(MESSAGE_FILE, (c) => refuseMethod(c, "GET, POST, DELETE"));

  api.get(`${MESSAGE}/Media.json`, (c) => listMedia(c, account));
  api.all(`${MESSAGE}/Media.json`, (c) => refuseMethod(c, "GET"));
  api.post(`${MESSAGE}/Feedback.json`, (c) => giveFeedback(c, account));
  api.all(`${MESSAGE}/Feedback.json`, (c) => refuseMethod(c, "POST"));
  api.all("*", (c) => answerRefusal(c, refusals.notFound(path(c))));
  return api;
}

async function create(c: Context, account: Account): Promise<Response> {
  const form = await readForm(c.req.raw);
  if (!form.ok) return answerRefusal(c, form.refusal);
  const request = readMessageRequest(form.form, account);
  if (!request.ok) return answerRefusal(c, request.refusal);
  const now = account.clock();
  const { draft } = request;
  const segments = countSegments(draft.body);
  const message = account.messages.add(draft, { createdAt: now, segments });
  account.handsets.receive({
    sid: message.sid,
    to: message.to,
    from: message.from ?? account.phoneNumber,
    body: message.body,
    receivedAt: now,
  });
  return c.json(messageJson(message, account, now), 201);
}

function list(c: Context, account: Account): Response {
  const listed = listMessages(
    account.messages.newestFirst(),
    account,
    new URL(c.req.url),
    account.clock(),
  );
  return listed.ok ? c.json(listed.json) : answerRefusal(c, listed.refusal);
}

function fetchOne(c: Context, account: Account): Response {
  const message = find(c, account);
  if (!message) return answerRefusal(c, refusals.notFound(path(c)));
  return c.json(messageJson(message, account, account.clock()));
}

/** Redacts (`Body=`) or cancels (`Status=canceled`); anything else about a message is fixed. */
async function update(c: Context, account: Account): Promise<Response> {
  const form = await readForm(c.req.raw);
  if (!form.ok) return answerRefusal(c, form.refusal);
  const message = find(c, account);
  if (!message) return answerRefusal(c, refusals.notFound(path(c)));
  const now = account.clock();
  const { status } = progressAt(message, now);
  const body = form.form.get("Body");
  const wanted = form.form.get("Status");
  if (body !== null && body !== "") return answerRefusal(c, refusals.invalidParameter("Body"));
  if (wanted !== null && wanted !== "canceled")
    return answerRefusal(c, refusals.invalidParameter("Status"));
  if (wanted !== null && !isCancelable(status)) return answerRefusal(c, NOT_CANCELABLE);
  if (body !== null && wanted === null && !isFinal(status))
    return answerRefusal(c, unfinished("redact"));
  const changed: Message = {
    ...message,
    ...(wanted === null ? {} : { canceledAt: now }),
    ...(body === null ? {} : { body: "", redactedAt: now }),
  };
  account.messages.replace(changed);
  if (wanted !== null) account.handsets.withdraw(message.sid);
  return c.json(messageJson(changed, account, now));
}

function remove(c: Context, account: Account): Response {
  const message = find(c, account);
  if (!message) return answerRefusal(c, refusals.notFound(path(c)));
  if (!isFinal(progressAt(message, account.clock()).status))
    return answerRefusal(c, unfinished("delete"));
  account.messages.remove(message.sid);
  return c.body(null, 204);
}

function listMedia(c: Context, account: Account): Response {
  if (!find(c, account)) return answerRefusal(c, refusals.notFound(path(c)));
  return c.json(emptyList(new URL(c.req.url), "media_list"));
}

async function giveFeedback(c: Context, account: Account): Promise<Response> {
  const form = await readForm(c.req.raw);
  if (!form.ok) return answerRefusal(c, form.refusal);
  const message = find(c, account);
  if (!message) return answerRefusal(c, refusals.notFound(path(c)));
  const outcome = form.form.get("Outcome") ?? "unconfirmed";
  if (outcome !== "confirmed" && outcome !== "unconfirmed")
    return answerRefusal(c, refusals.invalidParameter("Outcome"));
  return c.json(feedbackJson(message, account, outcome, account.clock()));
}

const NOT_CANCELABLE: RestRefusal = {
  status: 400,
  code: 30409,
  message: "This message cannot be canceled",
};

const unfinished = (action: "redact" | "delete"): RestRefusal => ({
  status: 409,
  code: 20009,
  message: `Cannot ${action} message because delivery has not been completed.`,
});

function find(c: Context, account: Account): Message | undefined {
  const sid = c.req.param("sid") ?? c.req.param("file")?.slice(0, -".json".length);
  return account.messages.find(sid ?? "");
}

const path = (c: Context): string => new URL(c.req.url).pathname;

const isOwn = (c: Context, account: Account): boolean =>
  c.req.param("accountSid") === account.accountSid;

function refuseStranger(c: Context): Response {
  c.header("WWW-Authenticate", 'Basic realm="Twilio API"');
  return answerRefusal(c, refusals.UNAUTHENTICATED);
}

function refuseMethod(c: Context, allowed: string): Response {
  c.header("Allow", allowed);
  return answerRefusal(c, refusals.WRONG_METHOD);
}
