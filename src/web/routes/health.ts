// Owns what load balancers ask: alive, and able to serve.
import { sendJson } from "../respond.ts";
import type { Visit } from "../web-context.ts";

export const showHealth = (visit: Visit): Response => sendJson(visit, { status: "alive" });

/** Throws when the database does not answer; the error handler makes a 503 of it. */
export async function showReadiness(visit: Visit): Promise<Response> {
  await visit.web.domain.store.ping();
  return sendJson(visit, { status: "ready" });
}
