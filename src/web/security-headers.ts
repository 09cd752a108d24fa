// Owns the headers that every answer carries, errors and redirects included.

/**
 * What a page may load and where its form may end. Chromium applies `form-action` to the redirect
 * after the form as well, so a login that returns elsewhere has to name that origin.
 *
 * @param formTarget - an origin from the allow-list.
 * @see W3C Content Security Policy Level 3, "form-action"
 */
export const contentSecurityPolicy = (formTarget?: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self'${formTarget === undefined ? "" : ` ${formTarget}`}`,
  ].join("; ");

const ALWAYS: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy(),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), otp-credentials=(self)",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Fills in what the answer does not say itself. Nothing is stored unless a route says so. */
export function addSecurityHeaders(headers: Headers, isHttps: boolean): void {
  for (const [name, value] of Object.entries(ALWAYS))
    if (!headers.has(name)) headers.set(name, value);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  if (isHttps) headers.set("strict-transport-security", "max-age=63072000");
}
