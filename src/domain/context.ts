// Owns what every rule is given: where things are kept, the keys, the settings, who is asking.
import type { KeyRing } from "../primitives/secret.ts";
import type { Store } from "../store/store.ts";
import type { CodeSettings } from "./code.ts";

export type Context = {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly siteName: string;
  readonly code: CodeSettings & { readonly lifetimeMs: number };
  /** Called after the commit of a transaction that wrote a message. */
  readonly onMessage: () => void;
};

/** Who asks, as far as a request shows it; for the audit log. */
export type Visitor = { readonly address?: string; readonly browser?: string };

/** The tokens a browser already carries. */
export type Tokens = { readonly sessionToken?: string; readonly pendingToken?: string };
