// Owns the first step: the form for username and password, and what it is sent to.
import { resumePendingLogin } from "../../domain/pending-login.ts";
import { resumeSession, signOut } from "../../domain/session.ts";
import { checkPassword } from "../../domain/sign-in.ts";
import { readFields } from "../fields.ts";
import { loginPage } from "../pages/login-page.tsx";
import type { LoginError } from "../pages/props.ts";
import { readPageError } from "../page-error.ts";
import { seeOther, sendJson, sendRefusal, showPage } from "../respond.ts";
import { checkReturnTo } from "../return-to.ts";
import { sendBadBody } from "../bad-request.ts";
import { codeRequired, SIGNED_OUT } from "../state.ts";
import type { Visit } from "../web-context.ts";

const ERRORS: readonly LoginError[] = [
  "wrong-credentials",
  "code-expired",
  "code-exhausted",
  "too-many-attempts",
  "sign-in-blocked",
  "sign-in-required",
  "unavailable",
];

export async function showLogin(visit: Visit): Promise<Response> {
  const { web, request, url, tokens } = visit;
  const session = await resumeSession(web.domain, tokens.sessionToken);
  const returnTo = returnToOf(visit, url.searchParams.get("return_to") ?? undefined);
  const error = readPageError(url, ERRORS);
  return showPage(
    visit,
    loginPage({
      site: web.site,
      username: error ? web.cookies.readTyped(request.headers.get("cookie")) : "",
      ...(returnTo === undefined ? {} : { returnTo }),
      ...(session === undefined ? {} : { signedInAs: session.user }),
      ...(error === undefined ? {} : { error }),
    }),
  );
}

export async function checkUser(visit: Visit): Promise<Response> {
  const { web, request, tokens, visitor, wantsJson } = visit;
  const spec = { username: "required", password: "required", return_to: "optional" } as const;
  const body = await readFields(request, spec);
  if (!body.ok) return sendBadBody(visit, body.bad);
  const { username, password, return_to } = body.fields;
  const returnTo = returnToOf(visit, return_to);
  const credentials = { username, password, ...(returnTo === undefined ? {} : { returnTo }) };

  const outcome = await checkPassword(web.domain, credentials, tokens, visitor);
  if (!outcome.ok) {
    // Cut in the middle of a character, it could not be written as a cookie.
    const typed = username.slice(0, 256).toWellFormed();
    const answer = sendRefusal(visit, outcome.refusal, "/login", { typed });
    if (returnTo !== undefined && !wantsJson) keepReturnTo(answer, returnTo);
    return answer;
  }
  const { pendingToken } = outcome;
  const cookies = { pending: pendingToken, session: undefined, typed: undefined };
  if (!wantsJson) return seeOther(visit, "/verify", cookies);
  const login = await resumePendingLogin(web.domain, pendingToken);
  return sendJson(visit, login === undefined ? SIGNED_OUT : codeRequired(login), cookies);
}

/** Gives a half login up: the next step is the first one again. */
export async function startOver(visit: Visit): Promise<Response> {
  const body = await readFields(visit.request, {});
  if (!body.ok) return sendBadBody(visit, body.bad);
  const { pendingToken } = visit.tokens;
  await signOut(
    visit.web.domain,
    pendingToken === undefined ? {} : { pendingToken },
    visit.visitor,
  );
  return visit.wantsJson
    ? sendJson(visit, SIGNED_OUT, { pending: undefined })
    : seeOther(visit, "/login", { pending: undefined });
}

const returnToOf = ({ web }: Visit, given: string | undefined): string | undefined =>
  checkReturnTo(given, web.config.origin, web.config.returnTo);

/** The form that shows the error knows again where the login was going. */
function keepReturnTo(answer: Response, returnTo: string): void {
  const location = answer.headers.get("location") ?? "/login";
  answer.headers.set("location", `${location}&return_to=${encodeURIComponent(returnTo)}`);
}
