// Owns HTTP Basic authentication with the account's sid and token.

import { createHash, timingSafeEqual } from "node:crypto";

/** What a client of the REST API proves who it is with. */
export type Credentials = { accountSid: string; authToken: string };

/**
 * Whether a request carries the account's credentials.
 *
 * @see RFC 7617, "The 'Basic' Authentication Scheme"
 */
export function isAuthentic(request: Request, account: Credentials): boolean {
  const [scheme, encoded] = (request.headers.get("authorization") ?? "").split(" ");
  const given = Buffer.from(encoded ?? "", "base64").toString("utf8");
  return (
    scheme?.toLowerCase() === "basic" && isSame(given, `${account.accountSid}:${account.authToken}`)
  );
}

/** Compares in constant time; hashing first gives both sides one length. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
