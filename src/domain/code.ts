// Owns codes: deriving one, and cleaning what a person typed. A code is never stored: whoever holds
// the key and the verification can say it again.
import { createHmac } from "node:crypto";

export type CodeCharacters = "digits" | "letters-and-digits";
export type CodeSettings = { readonly length: number; readonly characters: CodeCharacters };

/** Letters that look like a digit are left out: b g i l o q s z. */
const ALPHABETS: Record<CodeCharacters, string> = {
  digits: "0123456789",
  "letters-and-digits": "0123456789acdefhjkmnprtuvwxy",
};

/** A left-out letter can only be a misread digit, so it is read as that digit. */
const LOOK_ALIKES: Record<string, string> = {
  b: "8",
  g: "9",
  i: "1",
  l: "1",
  o: "0",
  q: "9",
  s: "5",
  z: "2",
};

/**
 * Derives the code of one issue of a verification: HMAC-SHA-256 cut to the alphabet by rejection,
 * so that each character is equally likely.
 *
 * @param key - 32 bytes, of the key generation that the verification began with.
 * @param issue - 1 for the first code of a verification, 2 for the next, …
 * @example deriveCode(key, "0190…", 1, { length: 6, characters: "digits" }) // "402931"
 * @see NIST SP 800-90A, "Converting Random Bits into a Random Number" (the simple discard method)
 */
export function deriveCode(
  key: Uint8Array,
  verificationId: string,
  issue: number,
  settings: CodeSettings,
): string {
  const alphabet = ALPHABETS[settings.characters];
  const fair = 256 - (256 % alphabet.length);
  let code = "";
  for (let block = 0; code.length < settings.length; block += 1) {
    const bytes = createHmac("sha256", key)
      .update(`${verificationId}\n${issue}\n${block}`)
      .digest();
    for (const byte of bytes)
      if (byte < fair && code.length < settings.length) code += alphabet[byte % alphabet.length];
  }
  return code;
}

/**
 * What the visitor meant: full-width forms folded, spaces and dashes dropped, letters lowered,
 * look-alikes read as digits.
 *
 * @returns the cleaned code, not necessarily of the right length or alphabet.
 * @example cleanCode("１２３ 456", "digits") === "123456"
 */
export function cleanCode(typed: string, characters: CodeCharacters): string {
  const folded = typed.slice(0, 256).normalize("NFKC").toLowerCase();
  const bare = folded.replaceAll(/[\p{Z}\p{Pd}\p{C}\p{Default_Ignorable_Code_Point}−]/gu, "");
  return characters === "digits"
    ? bare
    : bare.replaceAll(/[bgiloqsz]/g, (letter) => LOOK_ALIKES[letter] ?? letter);
}
