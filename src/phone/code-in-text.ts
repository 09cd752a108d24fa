// Owns finding the code in a text, so that it can be copied. Knows nothing of who sent it.

const BOUND_CODE = /^@[^\s#]+ #(\S{4,32})/m;
const DIGITS = /(?<![\p{L}\p{N}+#@/.-])\p{Nd}{4,10}(?![\p{L}\p{N}])/u;
const MIXED =
  /(?<![\p{L}\p{N}+#@/.-])(?=[a-z]*[0-9])(?=[0-9]*[a-z])[0-9a-z]{6,10}(?![\p{L}\p{N}])/iu;

/**
 * Finds the code in a text: the one bound to a site by a last line `@host #code`, else the first
 * lone run of 4 to 10 digits, or of 6 to 10 letters and digits mixed.
 *
 * @see Web Incubator CG, "Origin-bound one-time codes delivered via SMS"
 */
export function findCode(body: string): string | undefined {
  return BOUND_CODE.exec(body)?.[1] ?? DIGITS.exec(body)?.[0] ?? MIXED.exec(body)?.[0];
}
