// Owns how many segments a text takes on the air. Knows nothing of messages.

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑܧ¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");

type Alphabet = { single: number; joined: number; width: (character: string) => number };

const GSM_7: Alphabet = {
  single: 160,
  joined: 153,
  width: (character) => (EXTENDED.has(character) ? 2 : 1),
};
const UCS_2: Alphabet = { single: 70, joined: 67, width: (character) => character.length };

/**
 * Counts the segments of a text: 160 characters of GSM-7 or 70 UTF-16 units in one, 153 or 67 in
 * each of several. A character of two units is never cut in half.
 *
 * @see 3GPP TS 23.038, "GSM 7 bit Default Alphabet" and 3GPP TS 23.040, "TP-User Data (TP-UD)"
 */
export function countSegments(body: string): number {
  const characters = [...body];
  const isGsm7 = characters.every((one) => BASIC.has(one) || EXTENDED.has(one));
  const alphabet = isGsm7 ? GSM_7 : UCS_2;
  const widths = characters.map(alphabet.width);
  if (widths.reduce((sum, width) => sum + width, 0) <= alphabet.single) return 1;
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > alphabet.joined) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return segments;
}
