// Owns answers: an outcome becomes a page, a redirect or JSON, and an error becomes a refusal that
// tells nothing of the inside. Every answer but the files of routes/assets.ts is made here.
import type { JSX } from "hono/jsx/jsx-runtime";
import { publicWord, type PublicWord, type Refusal } from "../domain/refusal.ts";
import { TwostepError } from "../primitives/twostep-error.ts";
import type { CookieChange } from "./cookies.ts";
import { errorPage } from "./pages/error-page.tsx";
import { renderPage } from "./pages/layout.tsx";
import { contentSecurityPolicy } from "./security-headers.ts";
import type { Visit } from "./web-context.ts";

const STATUS: Record<PublicWord, number> = {
  "wrong-credentials": 401,
  "wrong-code": 401,
  "code-expired": 401,
  "code-exhausted": 401,
  "sign-in-required": 401,
  "too-many-attempts": 429,
  "resend-limit": 409,
  "sign-in-blocked": 403,
  "call-not-available": 409,
};

const TITLES: Record<PublicWord, string> = {
  "wrong-credentials": "The username or the password is not right.",
  "wrong-code": "The code is not right.",
  "code-expired": "The code no longer works. Sign in again to get a new one.",
  "code-exhausted": "The code was typed wrong too often. Sign in again to get a new one.",
  "sign-in-required": "Sign in with username and password first.",
  "too-many-attempts": "Too many wrong codes. Try again later.",
  "resend-limit": "No more texts for this sign-in. Sign in again to get a new code.",
  "sign-in-blocked": "Too many wrong codes. Only the operator can open this account again.",
  "call-not-available": "Calls are not available yet.",
};

/** An HTML page. `formTarget` is the one origin besides ours that its form may end at. */
export function showPage(
  visit: Visit,
  page: JSX.Element,
  {
    status = 200,
    formTarget,
    cookies,
  }: { status?: number; formTarget?: string | undefined; cookies?: CookieChange } = {},
): Response {
  const headers = headersFor(visit, cookies);
  headers.set("content-type", "text/html; charset=utf-8");
  headers.set("content-security-policy", contentSecurityPolicy(formTarget));
  return new Response(renderPage(page), { status, headers });
}

/** After a form: the browser fetches the next page. */
export function seeOther(visit: Visit, location: string, cookies?: CookieChange): Response {
  const headers = headersFor(visit, cookies);
  headers.set("location", location);
  return new Response(null, { status: 303, headers });
}

export function sendJson(
  visit: Visit,
  body: object,
  cookies?: CookieChange,
  status = 200,
): Response {
  const headers = headersFor(visit, cookies);
  headers.set("content-type", "application/json; charset=utf-8");
  return new Response(JSON.stringify(body), { status, headers });
}

/**
 * A refusal: problem+json, or the way back to the page that tells it.
 *
 * @param back - the page, `/login` or `/verify`.
 * @see RFC 9457, "The Problem Details JSON Object"
 */
export function sendRefusal(
  visit: Visit,
  refusal: Refusal,
  back: "/login" | "/verify",
  cookies?: CookieChange,
): Response {
  const word = publicWord(refusal);
  const retryAfter = "retryAfterMs" in refusal ? Math.ceil(refusal.retryAfterMs / 1000) : undefined;
  if (!visit.wantsJson) {
    const query = new URLSearchParams({ error: word });
    if (retryAfter !== undefined) query.set("retry", String(retryAfter));
    const answer = seeOther(visit, `${back}?${query.toString()}`, cookies);
    if (retryAfter !== undefined) answer.headers.set("retry-after", String(retryAfter));
    return answer;
  }
  const extra = "guessesLeft" in refusal ? { guessesLeft: refusal.guessesLeft } : {};
  return problem(
    visit,
    { word, status: STATUS[word], title: TITLES[word], retryAfter, extra },
    cookies,
  );
}

export type HttpError = {
  /** Kebab case; becomes the problem's `type`. */
  readonly word: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  /** Seconds. */
  readonly retryAfter?: number | undefined;
  readonly extra?: object;
  readonly allow?: string;
};

/** An error of the request or of the server, as page or problem+json. */
export function sendError(visit: Visit, error: HttpError): Response {
  const { status, title, detail = "", retryAfter } = error;
  const { site } = visit.web;
  const retryAfterSeconds = retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter };
  const answer = visit.wantsJson
    ? problem(visit, error)
    : showPage(visit, errorPage({ site, status, title, detail, ...retryAfterSeconds }), { status });
  if (retryAfter !== undefined) answer.headers.set("retry-after", String(retryAfter));
  if (error.allow !== undefined) answer.headers.set("allow", error.allow);
  return answer;
}

/** The one place where what was thrown becomes an answer; the log has the rest. */
export function sendFailure(visit: Visit, error: unknown): Response {
  const { domain, log } = visit.web;
  const isSlow = error instanceof TwostepError && error.code === "took-too-long";
  const isUnavailable = isSlow || domain.store.isUnavailable(error);
  // Anybody can be slow on purpose: that must not fill the log with errors.
  if (isSlow) log.warn({}, "a request took too long");
  else if (isUnavailable) log.error({ err: error }, "a request could not be served");
  else log.error({ err: error }, "a request failed");
  return isUnavailable
    ? sendError(visit, {
        word: "unavailable",
        status: 503,
        title: "Signing in is not possible right now",
        detail: "Something we depend on does not answer. Nothing is lost: try again in a moment.",
        retryAfter: 5,
      })
    : sendError(visit, {
        word: "server-error",
        status: 500,
        title: "Something went wrong here",
        detail: "It is not your fault. Go back and try again.",
      });
}

function problem(visit: Visit, error: HttpError, cookies?: CookieChange): Response {
  const { word, status, title, detail, retryAfter, extra } = error;
  const body = { type: `urn:twostep:${word}`, title, status, detail, retryAfter, ...extra };
  const answer = sendJson(visit, body, cookies, status);
  answer.headers.set("content-type", "application/problem+json");
  if (retryAfter !== undefined) answer.headers.set("retry-after", String(retryAfter));
  if (status === 401)
    answer.headers.set("www-authenticate", `Cookie realm="${visit.web.config.origin}"`);
  return answer;
}

function headersFor({ web }: Visit, cookies: CookieChange = {}): Headers {
  const headers = new Headers();
  for (const cookie of web.cookies.write(cookies)) headers.append("set-cookie", cookie);
  return headers;
}
