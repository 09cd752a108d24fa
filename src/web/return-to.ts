// Owns where a login may return to: pages of our own origin and of the origins on the allow-list.

const MOST_CHARACTERS = 2048;

/**
 * Checks an address given as `return_to`.
 *
 * @param allowed - origins that may be returned to; our own always may.
 * @returns the address to go to in the end; undefined for anything not on the list, which then
 * counts as not given.
 * @see OWASP ASVS 5.0, "Unvalidated redirects"
 */
export function checkReturnTo(
  returnTo: string | undefined,
  origin: string,
  allowed: readonly string[],
): string | undefined {
  if (returnTo === undefined || returnTo.length > MOST_CHARACTERS) return undefined;
  // Browsers read a backslash as a slash and skip tabs and line ends: nothing of that is a page.
  if (/[\\\p{C}\p{Z}]/u.test(returnTo) || !URL.canParse(returnTo, origin)) return undefined;
  const url = new URL(returnTo, origin);
  // The origin of blob: is that of the page that made it.
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  if (url.href.length > MOST_CHARACTERS) return undefined;
  return url.origin === origin || allowed.includes(url.origin) ? url.href : undefined;
}
