// Owns the home page in its three states. A pending login is not a session: it is told apart here.
import { resumePendingLogin } from "../../domain/pending-login.ts";
import { resumeSession } from "../../domain/session.ts";
import { homePage } from "../pages/home-page.tsx";
import { sendJson, showPage } from "../respond.ts";
import { codeRequired, signedIn, SIGNED_OUT } from "../state.ts";
import type { Visit } from "../web-context.ts";

export async function showHome(visit: Visit): Promise<Response> {
  const { web, tokens, wantsJson } = visit;
  const { site } = web;
  const session = await resumeSession(web.domain, tokens.sessionToken);
  if (session !== undefined)
    return wantsJson
      ? sendJson(visit, signedIn(session.user))
      : showPage(visit, homePage({ site, state: { name: "signed-in", user: session.user } }));

  const login = await resumePendingLogin(web.domain, tokens.pendingToken);
  if (login !== undefined && !login.isExhausted)
    return wantsJson
      ? sendJson(visit, codeRequired(login))
      : showPage(visit, homePage({ site, state: { name: "code-required", sentTo: login.sentTo } }));

  return wantsJson
    ? sendJson(visit, SIGNED_OUT)
    : showPage(visit, homePage({ site, state: { name: "signed-out" } }));
}
