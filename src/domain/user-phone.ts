// Owns a user's phone number at rest: sealed for sending, indexed for looking up.
import { indexOf, seal, unseal, type KeyRing } from "../primitives/secret.ts";
import type { UserRecord } from "../store/records.ts";
import { phoneContext } from "./pending-login.ts";

type SealedPhone = Pick<UserRecord, "phone_sealed" | "phone_index">;

/** @param phone - E.164. */
export const sealPhone = (keys: KeyRing, userId: string, phone: string): SealedPhone => ({
  phone_sealed: seal(keys, phone, phoneContext("user", userId)),
  phone_index: indexOf(keys.current.phoneIndex, phone),
});

/** @throws TwostepError `secret-not-accepted` */
export const openPhone = (keys: KeyRing, user: Pick<UserRecord, "id" | "phone_sealed">): string =>
  unseal(keys, user.phone_sealed, phoneContext("user", user.id));

/** Whether the secret was rotated since the number was stored. */
export const isSealedUnderOldKey = (keys: KeyRing, user: SealedPhone): boolean =>
  !user.phone_sealed.startsWith(`${keys.current.id}.`);
