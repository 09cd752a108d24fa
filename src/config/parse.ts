// Owns the small readers of one setting's text: each gives the value, or says what is wrong with
// the text and what to write instead. Addresses and URLs are in parse-address.ts.

/** What a reader found: the value, or what is wrong and what to do about it. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string; remedy: string };

/** Reads one setting's text, already trimmed and never empty. */
export type Parse<T> = (text: string) => Parsed<T>;

export const found = <T>(value: T): Parsed<T> => ({ ok: true, value });

/** `problem` follows the setting's name ("is not a number"); `remedy` is an order ("write 6"). */
export const wrong = (problem: string, remedy: string): Parsed<never> => ({
  ok: false,
  problem,
  remedy,
});

export const wholeNumber =
  (from: number, to: number, usual: number): Parse<number> =>
  (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= from && value <= to) return found(value);
    return wrong(`is not a whole number from ${from} to ${to}`, `write for example ${usual}`);
  };

export const oneOf =
  <const T extends string>(...choices: T[]): Parse<T> =>
  (text) => {
    const choice = choices.find((known) => known === text);
    return choice ? found(choice) : wrong("is not known here", `write ${inWords(choices)}`);
  };

/** Text shown to people: no line breaks, no invisible control characters. */
export const shortText =
  (most: number): Parse<string> =>
  (text) => {
    if (/[\p{Cc}\u2028-\u202e\u2066-\u2069]/u.test(text)) {
      return wrong("has control characters in it", "write it on one line, in plain characters");
    }
    if ([...text].length <= most) return found(text);
    return wrong(`is longer than ${most} characters`, `shorten it to at most ${most}`);
  };

export const matching =
  (pattern: RegExp, problem: string, remedy: string): Parse<string> =>
  (text) =>
    pattern.test(text) ? found(text) : wrong(problem, remedy);

/** A comma-separated list whose parts are read by `parse`; the first bad part is named. */
export const listOf =
  <T>(parse: Parse<T>, echo = true): Parse<readonly T[]> =>
  (text) => {
    const parts = text.split(",").map((part) => part.trim());
    const values: T[] = [];
    for (const [index, part] of parts.entries()) {
      const place = `has in place ${index + 1} of its list`;
      if (part === "") return wrong(`${place} nothing`, "remove the comma that is too many");
      const parsed = parse(part);
      if (!parsed.ok && parts.length === 1) return parsed;
      if (!parsed.ok) {
        const culprit = echo ? quoted(part) : "a part";
        return wrong(`${place} ${culprit}, which ${parsed.problem}`, parsed.remedy);
      }
      values.push(parsed.value);
    }
    return found(values);
  };

/** 32 random bytes in base64. */
export const secretKey: Parse<Uint8Array> = (text) => {
  const remedy = "make one with: openssl rand -base64 32";
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== 32 || bytes.toString("base64") !== text) {
    return wrong("is not the base64 of exactly 32 bytes", remedy);
  }
  if (new Set(bytes).size < 8) return wrong("is plainly not random", remedy);
  return found(new Uint8Array(bytes));
};

/** A person's text made safe to repeat in a message: short, on one line, in quotes. */
export function quoted(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return JSON.stringify(short);
}

/** `a`, `a or b`, `a, b or c`. */
export function inWords(choices: readonly string[]): string {
  const last = choices.at(-1) ?? "";
  return choices.length < 2 ? last : `${choices.slice(0, -1).join(", ")} or ${last}`;
}
