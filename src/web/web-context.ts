// Owns what every route is given, and what it knows of one request.
import type { Context, Tokens, Visitor } from "../domain/context.ts";
import type { Config } from "../config/config.ts";
import type { Cookies } from "./cookies.ts";
import type { Site } from "./pages/props.ts";

/** What is written to the log; pino's logger is one. */
export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** The same for all requests. */
export type Web = {
  readonly domain: Context;
  readonly config: Pick<
    Config,
    "origin" | "returnTo" | "accentColor" | "logoFile" | "code" | "trustedProxies"
  >;
  readonly site: Site;
  readonly cookies: Cookies;
  readonly log: Log;
};

/** One request, as far as a route may look at it. */
export type Visit = {
  readonly web: Web;
  readonly request: Request;
  readonly url: URL;
  readonly wantsJson: boolean;
  readonly tokens: Tokens;
  readonly visitor: Visitor;
};
