// Owns times in words, as far as the server says them.

/**
 * How long to wait, rounded up so that coming back then is never too early.
 * Without a known time: "in a few minutes".
 *
 * @param secondsToWait seconds, as in Retry-After
 * @example waitInWords(90) === "in 2 minutes"
 */
export function waitInWords(secondsToWait: number | undefined): string {
  if (secondsToWait === undefined) return "in a few minutes";
  if (secondsToWait <= 50) return `in ${Math.max(10, Math.ceil(secondsToWait / 10) * 10)} seconds`;
  const wholeMinutes = Math.ceil(secondsToWait / 60);
  if (wholeMinutes < 60) return `in ${counted(wholeMinutes, "minute")}`;
  const wholeHours = Math.ceil(wholeMinutes / 60);
  return wholeHours < 24
    ? `in ${counted(wholeHours, "hour")}`
    : `in ${counted(Math.ceil(wholeHours / 24), "day")}`;
}

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
