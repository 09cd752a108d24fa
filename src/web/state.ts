// Owns the JSON that tells a program how far a login is: the same for `GET /` and for each POST.
import type { PendingLoginView } from "../domain/pending-login.ts";

export const SIGNED_OUT = { state: "signed-out" } as const;

export const codeRequired = (login: PendingLoginView) =>
  ({
    state: "code-required",
    sentTo: login.sentTo,
    channel: login.channel,
    expiresAt: login.expiresAt.toISOString(),
  }) as const;

export const signedIn = (user: string) => ({ state: "signed-in", user }) as const;
