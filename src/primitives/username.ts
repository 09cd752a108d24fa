// Owns the one normalisation of usernames, the same before every engine sees one.

/** Most code points a username may have, before and after normalisation. */
export const USERNAME_MAX_LENGTH = 64;

/**
 * Folds the spellings of one name together: compatibility forms, case, composed letters.
 *
 * @returns the normalised name, or undefined when it can be nobody's: empty, longer than 64 code
 * points, or with spaces, controls, invisible or private characters, or broken surrogates.
 * @example normalizeUsername("Ａda") === "ada"
 * @see RFC 8265, "UsernameCaseMapped Profile"
 */
export function normalizeUsername(typed: string): string | undefined {
  if (!typed.isWellFormed() || isTooLong(typed)) return undefined;
  const name = fold(fold(typed));
  return name === "" || isTooLong(name) || FORBIDDEN.test(name) ? undefined : name;
}

/** Controls, format characters, private use, unassigned, separators and combining-only starts. */
const FORBIDDEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]|^\p{M}/u;

/** Decomposed, then upper case first: that joins what lower case alone keeps apart (ß, ς, ᾳ). */
const fold = (name: string): string =>
  name.normalize("NFKD").toUpperCase().toLowerCase().normalize("NFKC");

const isTooLong = (name: string): boolean =>
  name.length > 2 * USERNAME_MAX_LENGTH || [...name].length > USERNAME_MAX_LENGTH;
