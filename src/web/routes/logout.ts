// Owns signing out: a page with one button, and the button.
import { resumeSession, signOut } from "../../domain/session.ts";
import { sendBadBody } from "../bad-request.ts";
import { readFields } from "../fields.ts";
import { logoutPage } from "../pages/logout-page.tsx";
import { seeOther, sendJson, showPage } from "../respond.ts";
import { SIGNED_OUT } from "../state.ts";
import type { Visit } from "../web-context.ts";

export async function showLogout(visit: Visit): Promise<Response> {
  const { web, tokens } = visit;
  const session = await resumeSession(web.domain, tokens.sessionToken);
  const user = session === undefined ? {} : { user: session.user };
  return showPage(visit, logoutPage({ site: web.site, ...user }));
}

export async function submitLogout(visit: Visit): Promise<Response> {
  const body = await readFields(visit.request, {});
  if (!body.ok) return sendBadBody(visit, body.bad);
  await signOut(visit.web.domain, visit.tokens, visit.visitor);
  const cookies = { session: undefined, pending: undefined };
  return visit.wantsJson ? sendJson(visit, SIGNED_OUT, cookies) : seeOther(visit, "/", cookies);
}
