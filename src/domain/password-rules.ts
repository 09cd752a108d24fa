// Owns which new passwords are taken: length and a blocklist, each refusal with its reason. There
// are no rules of composition. @see NIST SP 800-63B-4, "Password Verifiers"
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from "./password.ts";

/** The blocklist looks at no more than this: its work grows with the square of the length. */
const MOST_COMPARED = 72;

/** Fewer guesses than this (as a power of ten) and a password counts as known. */
const GUESSABLE_BELOW = 6;

/**
 * Says why a new password is not taken.
 *
 * @param context - words that a guesser would try first.
 * @returns the reason as a sentence for whoever chose the password, or undefined when it is fine.
 */
export async function findPasswordFault(
  password: string,
  context: { username: string; siteName: string },
): Promise<string | undefined> {
  const normalized = password.normalize("NFC");
  const length = [...normalized].length;
  if (!normalized.isWellFormed()) return "The password contains a broken character.";
  if (length < PASSWORD_MIN_LENGTH)
    return `The password is too short: it needs at least ${PASSWORD_MIN_LENGTH} characters.`;
  if (length > PASSWORD_MAX_LENGTH)
    return `The password is too long: at most ${PASSWORD_MAX_LENGTH} characters are taken.`;
  return findGuess(normalized.slice(0, MOST_COMPARED), context);
}

async function findGuess(
  password: string,
  { username, siteName }: { username: string; siteName: string },
): Promise<string | undefined> {
  const lower = password.toLowerCase();
  if (lower === username.toLowerCase()) return "The password is the username.";
  if (lower === siteName.toLowerCase()) return "The password is the name of this site.";
  // Half a megabyte of word lists: only a process in which a password is chosen loads them.
  const [{ ZxcvbnFactory }, common] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  const judge = new ZxcvbnFactory({
    dictionary: common.dictionary,
    graphs: common.adjacencyGraphs,
  });
  const { guessesLog10, sequence } = judge.check(password, [username, siteName, "twostep"]);
  if (guessesLog10 >= GUESSABLE_BELOW) return undefined;
  const kinds = new Set(sequence.map((part) => part.dictionaryName ?? part.pattern));
  if (kinds.has("userInputs")) return "The password is made from the username or the site's name.";
  if (kinds.has("passwords-common")) return "The password is among the most common ones.";
  if (kinds.has("repeat") || kinds.has("sequence") || kinds.has("spatial"))
    return "The password is a row of characters that is guessed at once.";
  return "The password is among the first that would be guessed.";
}
