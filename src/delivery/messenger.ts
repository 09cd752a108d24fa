// Owns the contract between the outbox and whoever carries texts.

/** One text to one phone. */
export type Text = {
  /** E.164. */
  readonly to: string;
  readonly body: string;
  /** How long the text is worth delivering, in milliseconds. */
  readonly validForMs: number;
};

/** What became of handing a text over. `errorCode` is the provider's own. */
export type HandOver =
  /** The provider has it, under this id. */
  | { readonly result: "accepted"; readonly id: string }
  /** The provider will never take it like this. */
  | { readonly result: "refused"; readonly errorCode: number }
  /** The provider certainly does not have it; another try may succeed. */
  | { readonly result: "not-now"; readonly errorCode?: number; readonly retryAfterMs?: number }
  /** The answer was lost: the provider may or may not have it. */
  | { readonly result: "unknown"; readonly errorCode?: number };

export type Messenger = { sendText(text: Text): Promise<HandOver> };
