// Owns hashing and verifying passwords, and when a hash is due to be made again.
import { hash, verify } from "@node-rs/argon2";
import type { KeyRing } from "../primitives/secret.ts";

/** @see OWASP Password Storage Cheat Sheet, "Argon2id" */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** In code points after normalisation. @see NIST SP 800-63B-4, "Password Verifiers" */
export const PASSWORD_MIN_LENGTH = 8;
export const PASSWORD_MAX_LENGTH = 256;

export type PasswordHash = { readonly password_hash: string; readonly password_key_id: string };

/** A hash that no password has: an unknown user costs the same work as a known one (G19). */
const NOBODY = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$bm9ib2R5J3Mgc2FsdC4u$mJ3y8yrdbX6+2Hk3vUqHkzS6XQ2W0n5cR1t7Yp9aLZQ`;

/**
 * Hashes a password with argon2id and the pepper.
 *
 * @param password - of an accepted length; normalised here.
 */
export async function hashPassword(ring: KeyRing, password: string): Promise<PasswordHash> {
  const { pepper, id } = ring.current;
  const text = await hash(normalize(password), { ...COST, secret: pepper });
  return { password_hash: text, password_key_id: id };
}

/**
 * Whether this is the user's password. Takes one hash of time whoever asks for whom, unless the
 * length alone refuses it, which is the same for every user.
 *
 * @param user - undefined for an unknown user: the same work is done, and the answer is false.
 */
export async function verifyPassword(
  ring: KeyRing,
  user: PasswordHash | undefined,
  password: string,
): Promise<boolean> {
  if (!isPossibleLength(password)) return false;
  const keys = user && ring.find(user.password_key_id);
  const expected = user && keys ? user.password_hash : NOBODY;
  const pepper = (keys ?? ring.current).pepper;
  const isRight = await verify(expected, normalize(password), { secret: pepper });
  return isRight && expected !== NOBODY;
}

/** Whether the hash was made with another cost or an older pepper than today's. */
export function isHashOutdated(ring: KeyRing, user: PasswordHash): boolean {
  const today = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;
  return user.password_key_id !== ring.current.id || !user.password_hash.startsWith(today);
}

/** Whether a password of this length can exist; decided before any hashing. */
export function isPossibleLength(password: string): boolean {
  // A quick bound first: normalising a megabyte would be work for nothing.
  if (password === "" || password.length > 4 * PASSWORD_MAX_LENGTH) return false;
  return [...normalize(password)].length <= PASSWORD_MAX_LENGTH;
}

const normalize = (password: string): string => password.normalize("NFC");
