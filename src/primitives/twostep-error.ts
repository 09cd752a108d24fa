// Owns failures of the world: what neither the visitor nor the programmer did.

/** Stable: programs branch on it, never on the message. */
export type TwostepErrorCode = "secret-not-accepted" | "took-too-long";

/** A failure with a stable code. Refusals are values; mistakes of ours are plain errors. */
export class TwostepError extends Error {
  override name = "TwostepError";
  readonly code: TwostepErrorCode;

  constructor(code: TwostepErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
