// Owns reading the error that a redirect left in the address of a page. Anybody can write there, so
// only known words and a bounded number come out.

const MOST_SECONDS = 86_400 * 7;

export function readPageError<Word extends string>(
  url: URL,
  words: readonly Word[],
): { word: Word; retryAfterSeconds?: number } | undefined {
  const word = words.find((known) => known === url.searchParams.get("error"));
  if (word === undefined) return undefined;
  const retry = Number(url.searchParams.get("retry"));
  const isUsable = Number.isInteger(retry) && retry > 0 && retry <= MOST_SECONDS;
  return isUsable ? { word, retryAfterSeconds: retry } : { word };
}
