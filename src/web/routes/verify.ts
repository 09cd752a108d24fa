// Owns the second step: the form for the code, what became of the message, and sending again.
import { resumePendingLogin, type PendingLoginView } from "../../domain/pending-login.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { resumeSession } from "../../domain/session.ts";
import { checkCode, resendCode } from "../../domain/sign-in.ts";
import { seconds } from "../../primitives/duration.ts";
import { sendBadBody } from "../bad-request.ts";
import { deliveryOf } from "../delivery-state.ts";
import { readFields } from "../fields.ts";
import { readPageError } from "../page-error.ts";
import type { VerifyError } from "../pages/props.ts";
import { verifyPage } from "../pages/verify-page.tsx";
import { seeOther, sendJson, sendRefusal, showPage } from "../respond.ts";
import { codeRequired, signedIn, SIGNED_OUT } from "../state.ts";
import type { Visit } from "../web-context.ts";

const ERRORS: readonly VerifyError[] = [
  "wrong-code",
  "too-many-attempts",
  "resend-limit",
  "call-not-available",
  "unavailable",
];
const NOTICES = ["code-sent-again", "new-code-sent"] as const;

/** How long most texts take: before that, asking again seldom helps. */
const USUAL_ARRIVAL = seconds(30);

export async function showVerify(visit: Visit): Promise<Response> {
  const { web, url, tokens } = visit;
  const login = await resumePendingLogin(web.domain, tokens.pendingToken);
  if (login === undefined) return sendRefusal(visit, missing(visit), "/login");
  const error = readPageError(url, ERRORS);
  const notice = NOTICES.find((known) => known === url.searchParams.get("notice"));
  const page = verifyPage({
    site: web.site,
    username: login.user,
    sentTo: login.sentTo,
    delivery: deliveryOf(login),
    expiresInMs: login.expiresInMs,
    code: web.config.code,
    resend: {
      left: login.messagesLeft,
      inMs: Math.max(0, USUAL_ARRIVAL - login.message.ageMs),
    },
    callAvailable: false,
    exhausted: login.isExhausted,
    ...(error && { error: { ...error, guessesLeft: login.guessesLeft } }),
    ...(notice && { notice }),
  });
  return showPage(visit, page, { formTarget: originOf(login.returnTo) });
}

/** For the script of the page: what changes while the visitor waits. */
export async function showStatus(visit: Visit): Promise<Response> {
  const login = await resumePendingLogin(visit.web.domain, visit.tokens.pendingToken);
  if (login === undefined)
    return sendRefusal({ ...visit, wantsJson: true }, missing(visit), "/login");
  return sendJson(visit, { delivery: deliveryOf(login), expiresInMs: login.expiresInMs });
}

export async function submitCode(visit: Visit): Promise<Response> {
  const { web, request, tokens, visitor, wantsJson } = visit;
  const body = await readFields(request, { code: "required", username: "optional" });
  if (!body.ok) return sendBadBody(visit, body.bad);
  const outcome = await checkCode(web.domain, body.fields, tokens, visitor);
  if (outcome.ok) {
    const cookies = { session: outcome.sessionToken, pending: undefined };
    return wantsJson
      ? sendJson(visit, signedIn(outcome.user), cookies)
      : seeOther(visit, outcome.returnTo ?? "/", cookies);
  }
  // The form sent twice: the first one has signed this browser in.
  if (outcome.refusal.reason === "pending-login-missing" && !wantsJson) {
    const session = await resumeSession(web.domain, tokens.sessionToken);
    if (session !== undefined) return seeOther(visit, "/");
  }
  return refuse(visit, outcome.refusal);
}

export async function resend(visit: Visit): Promise<Response> {
  const { web, request, tokens, visitor, wantsJson } = visit;
  const body = await readFields(request, { channel: "optional" });
  if (!body.ok) return sendBadBody(visit, body.bad);
  const { channel = "sms" } = body.fields;
  if (channel !== "sms" && channel !== "call")
    return sendBadBody(visit, { status: 400, detail: "The field channel is sms or call." });
  const outcome = await resendCode(web.domain, { channel }, tokens, visitor);
  if (!outcome.ok) return refuse(visit, outcome.refusal);
  if (!wantsJson)
    return seeOther(
      visit,
      `/verify?notice=${outcome.sent === "same-code" ? "code-sent-again" : "new-code-sent"}`,
    );
  const login = await resumePendingLogin(web.domain, tokens.pendingToken);
  return sendJson(visit, login === undefined ? SIGNED_OUT : codeRequired(login));
}

const STAYS: ReadonlySet<Refusal["reason"]> = new Set([
  "code-empty",
  "code-wrong",
  "codes-paused",
  "messages-exhausted",
  "call-unavailable",
] as const);

/** Back to the form while it can still succeed; otherwise to the first step, the cookie gone. */
const refuse = (visit: Visit, refusal: Refusal): Response =>
  STAYS.has(refusal.reason)
    ? sendRefusal(visit, refusal, "/verify")
    : sendRefusal(visit, refusal, "/login", { pending: undefined });

/** A cookie without its pending login was one until a moment ago. */
const missing = ({ tokens }: Visit): Refusal =>
  tokens.pendingToken === undefined
    ? { reason: "pending-login-missing" }
    : { reason: "code-expired" };

const originOf = (returnTo: PendingLoginView["returnTo"]): string | undefined =>
  returnTo === undefined ? undefined : new URL(returnTo).origin;
