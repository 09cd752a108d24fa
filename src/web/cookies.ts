// Owns the cookies: their names, their attributes, reading and writing them.
import { parse, serialize } from "hono/utils/cookie";
import { minutes } from "../primitives/duration.ts";
import type { Tokens } from "../domain/context.ts";
import { SESSION_LIFETIME } from "../domain/session.ts";

/** Long enough for every resend a verification allows; the server ends it sooner. */
const PENDING_LIFETIME = minutes(60);
const TYPED_LIFETIME = minutes(1);

export type Cookies = {
  /** The tokens in a `Cookie` header; shapes are checked by whoever uses them. */
  readTokens(header: string | null): Tokens;
  /** The username typed before an error, for the form to keep. */
  readTyped(header: string | null): string;
  /** `Set-Cookie` values; a token of `undefined` deletes its cookie. */
  write(cookies: CookieChange): string[];
};

export type CookieChange = {
  session?: string | undefined;
  pending?: string | undefined;
  typed?: string | undefined;
};

/**
 * On https every cookie is `__Host-` and Secure. On http, which is only ever this machine, neither:
 * some browsers and most programs would drop it.
 *
 * @see RFC 6265bis, "The __Host- Prefix"
 */
export function createCookies(origin: string): Cookies {
  const isSecure = origin.startsWith("https:");
  const prefix = isSecure ? "__Host-" : "";
  const names = {
    session: `${prefix}twostep-session`,
    pending: `${prefix}twostep-pending`,
    typed: `${prefix}twostep-typed`,
  };
  const lifetimes = { session: SESSION_LIFETIME, pending: PENDING_LIFETIME, typed: TYPED_LIFETIME };

  const write = (kind: keyof typeof names, value: string | undefined): string =>
    serialize(names[kind], value ?? "", {
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure: isSecure,
      maxAge: value === undefined ? 0 : lifetimes[kind] / 1000,
    });

  return {
    readTokens(header) {
      const found = parse(header ?? "");
      return {
        ...(found[names.session] === undefined ? {} : { sessionToken: found[names.session] }),
        ...(found[names.pending] === undefined ? {} : { pendingToken: found[names.pending] }),
      };
    },
    readTyped: (header) => (parse(header ?? "")[names.typed] ?? "").slice(0, 256),
    write: (changes) =>
      (Object.keys(changes) as (keyof CookieChange)[]).map((kind) => write(kind, changes[kind])),
  };
}
