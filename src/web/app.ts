// Owns the route table, and what is done for every request around its handler.
import { Hono, type Context as HonoContext } from "hono";
import { accepts } from "hono/accepts";
import { seconds } from "../primitives/duration.ts";
import { TwostepError } from "../primitives/twostep-error.ts";
import { createClientAddress } from "./client-address.ts";
import { guard, type Access } from "./guard.ts";
import { sendError, sendFailure } from "./respond.ts";
import { sendAsset, sendLogo } from "./routes/assets.ts";
import { showHealth, showReadiness } from "./routes/health.ts";
import { showHome } from "./routes/home.ts";
import { checkUser, showLogin, startOver } from "./routes/login.ts";
import { showLogout, submitLogout } from "./routes/logout.ts";
import { resend, showStatus, showVerify, submitCode } from "./routes/verify.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import type { Visit, Web } from "./web-context.ts";

type Route = {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Left out: a session is required. */
  readonly access?: Access;
  readonly handle: (visit: Visit) => Response | Promise<Response>;
};

const ROUTES: readonly Route[] = [
  { method: "GET", path: "/", access: "anyone", handle: showHome },
  { method: "GET", path: "/login", access: "anyone", handle: showLogin },
  { method: "POST", path: "/check-user", access: "anyone", handle: checkUser },
  { method: "GET", path: "/verify", access: "anyone", handle: showVerify },
  { method: "GET", path: "/verify/status", access: "anyone", handle: showStatus },
  { method: "POST", path: "/check-code", access: "anyone", handle: submitCode },
  { method: "POST", path: "/resend", access: "anyone", handle: resend },
  { method: "POST", path: "/start-over", access: "anyone", handle: startOver },
  { method: "GET", path: "/logout", access: "anyone", handle: showLogout },
  { method: "POST", path: "/logout", access: "anyone", handle: submitLogout },
  { method: "GET", path: "/healthz", access: "anyone", handle: showHealth },
  { method: "GET", path: "/readyz", access: "anyone", handle: showReadiness },
  { method: "GET", path: "/assets/:file", access: "anyone", handle: sendAsset },
  { method: "GET", path: "/logo", access: "anyone", handle: sendLogo },
];

/** Every request is answered within this (G20). */
const MOST_TIME = seconds(9);

/** What @hono/node-server tells of the socket below a request. */
type NodeBindings = { incoming?: { socket?: { remoteAddress?: string } } };
type Env = { Bindings: NodeBindings | undefined };

/** The login site as a web-standard `fetch` handler. */
export function createApp(web: Web): Hono<Env> {
  const app = new Hono<Env>();
  const readVisit = visitReader(web);
  const answer = async (
    c: HonoContext<Env>,
    path: string,
    handle: (visit: Visit) => Response | Promise<Response>,
  ): Promise<Response> => {
    const started = performance.now();
    const visit = readVisit(c);
    const response = await answerInTime(visit, handle);
    addSecurityHeaders(response.headers, web.config.origin.startsWith("https:"));
    const ms = Math.round(performance.now() - started);
    // The route, not the address: people type secrets into the strangest places.
    web.log.info({ method: c.req.method, path, status: response.status, ms }, "request");
    return response;
  };

  for (const { method, path, access, handle } of ROUTES)
    app.on(method, path, (c) =>
      answer(c, path, async (visit) => {
        const passed = await guard(visit, access);
        return passed instanceof Response ? passed : handle(visit);
      }),
    );
  for (const path of new Set(ROUTES.map((route) => route.path)))
    app.all(path, (c) => answer(c, path, (visit) => refuseMethod(visit, path)));
  app.notFound((c) => answer(c, "(none)", refuseAddress));
  // Reading a request must not fail; should it, nothing of why goes out.
  app.onError((err, c) => {
    web.log.error({ err }, "a request could not be read; this is a mistake in Twostep");
    const answer = c.json({ type: "urn:twostep:server-error", status: 500 }, 500);
    addSecurityHeaders(answer.headers, web.config.origin.startsWith("https:"));
    return answer;
  });
  return app;
}

function visitReader(web: Web): (c: HonoContext<Env>) => Visit {
  const clientAddress = createClientAddress(web.config.trustedProxies);
  return (c) => {
    const { headers } = c.req.raw;
    const address = clientAddress(
      c.env?.incoming?.socket?.remoteAddress,
      headers.get("x-forwarded-for"),
    );
    const browser = headers.get("user-agent") ?? undefined;
    return {
      web,
      request: c.req.raw,
      url: new URL(c.req.url),
      wantsJson:
        accepts(c, {
          header: "Accept",
          supports: ["text/html", "application/json", "application/problem+json"],
          default: "text/html",
        }) !== "text/html",
      tokens: web.cookies.readTokens(headers.get("cookie")),
      visitor: {
        ...(address === undefined ? {} : { address }),
        ...(browser === undefined ? {} : { browser }),
      },
    };
  };
}

/** The answer, or a 503 when it takes too long; whatever is thrown becomes an answer here. */
async function answerInTime(visit: Visit, handle: Route["handle"]): Promise<Response> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TwostepError("took-too-long", "the request took too long")),
      MOST_TIME,
    );
  });
  try {
    return await Promise.race([handle(visit), tooLong]);
  } catch (error) {
    return sendFailure(visit, error);
  } finally {
    clearTimeout(timer);
  }
}

function refuseMethod(visit: Visit, path: string): Response {
  const methods = ROUTES.filter((route) => route.path === path).map((route) => route.method);
  const allow = methods.flatMap((m) => (m === "GET" ? ["GET", "HEAD"] : [m])).join(", ");
  const title = "This address does not take that";
  return sendError(visit, { word: "method-not-allowed", status: 405, title, allow });
}

const refuseAddress = (visit: Visit): Response =>
  sendError(visit, {
    word: "not-found",
    status: 404,
    title: "There is no page at this address",
    detail: "Check the address, or start from the home page.",
  });
