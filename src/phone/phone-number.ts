// Owns what this stand-in takes for a phone number: E.164, with the spellings Twilio forgives.

const E164 = /^\+[1-9][0-9]{6,14}$/;

/**
 * Reads a phone number as Twilio would: spaces, dots, dashes and brackets are dropped, and a
 * leading space counts as the plus sign that an unescaped form turned into it.
 *
 * @returns the number in E.164, or undefined if it is none
 * @example readPhoneNumber("+44 7700 900-123") === "+447700900123"
 */
export function readPhoneNumber(written: string): string | undefined {
  const withPlus = /^ [0-9]/.test(written) ? `+${written.slice(1)}` : written;
  const number = withPlus.replace(/[\s().-]/g, "");
  return E164.test(number) ? number : undefined;
}
