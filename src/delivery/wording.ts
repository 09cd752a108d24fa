// Owns the words of a text: one sentence for the reader, and a last line for the phone.

const MILLISECONDS_PER_MINUTE = 60_000;
const ONE_SEGMENT = 160;

/**
 * Writes the text that carries a code. With a site name and host of usual length it is one GSM-7
 * segment; with longer ones the sentence gets shorter first.
 *
 * @param host - the page's own host, without port: phones fill the code in only there.
 * @param lifetimeMs - how long the code works from now.
 * @see WICG Origin-bound one-time codes delivered via SMS, "Format"
 */
export function wordText(
  { siteName, host, lifetimeMs }: { siteName: string; host: string; lifetimeMs: number },
  code: string,
): string {
  const minutes = Math.max(1, Math.round(lifetimeMs / MILLISECONDS_PER_MINUTE));
  const works = `works for ${minutes} minute${minutes === 1 ? "" : "s"}`;
  const lastLine = `\n\n@${host} #${code}`;
  const sentences = [
    `${code} is your ${siteName} code; it ${works} and is for you alone.`,
    `${code} is your ${siteName} code; it ${works}.`,
    `${code} is your ${siteName} code.`,
  ];
  const fitting = sentences.find((s) => s.length + lastLine.length <= ONE_SEGMENT);
  return (fitting ?? `${code} is your code.`) + lastLine;
}
