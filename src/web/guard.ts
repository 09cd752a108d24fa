// Owns who may reach a route. Closed by default: a route needs a session unless it opts out by name.
import { resumeSession, type Session } from "../domain/session.ts";
import { sendError, sendRefusal } from "./respond.ts";
import type { Visit } from "./web-context.ts";

/** `anyone` opts out; the route then looks itself at who is asking. */
export type Access = "session" | "anyone";

/**
 * Lets a request pass, or answers it.
 *
 * @returns the session of a guarded route, `undefined` for an open one, or the refusal as an answer.
 */
export async function guard(
  visit: Visit,
  access: Access = "session",
): Promise<Session | Response | undefined> {
  if (isStateChanging(visit.request) && !isFromOurPages(visit)) return refuseCrossSite(visit);
  if (access === "anyone") return undefined;
  const session = await resumeSession(visit.web.domain, visit.tokens.sessionToken);
  return session ?? sendRefusal(visit, { reason: "pending-login-missing" }, "/login");
}

const isStateChanging = (request: Request): boolean => !["GET", "HEAD"].includes(request.method);

/**
 * Whether a form or script of our own origin sent this. Browsers say so by themselves, for forms and
 * JSON alike; a program that is no browser says nothing and has no cookies that it did not choose.
 *
 * @see W3C Fetch Metadata Request Headers, "The Sec-Fetch-Site HTTP Request Header"
 */
function isFromOurPages({ request, web }: Visit): boolean {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  return (
    (origin === null || origin === web.config.origin) &&
    (site === null || site === "same-origin" || site === "none")
  );
}

const refuseCrossSite = (visit: Visit): Response =>
  sendError(visit, {
    word: "cross-site",
    status: 403,
    title: "This form was sent from another address",
    detail: `For your safety, only forms on ${visit.web.config.origin} are accepted. Open that address and try again.`,
  });
