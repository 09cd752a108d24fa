// Owns secrets: tokens that leave the house once, keys derived from TWOSTEP_SECRET, sealed values.
// It does not know what the keys are used for beyond their names.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";

import { TwostepError } from "./twostep-error.ts";

const TOKEN_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const TOKEN_SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** One generation of TWOSTEP_SECRET: a key per purpose, and the id that rows remember it by. */
export type Keys = {
  /** 8 hex digits that name this generation and tell nothing about it. */
  readonly id: string;
  readonly code: Buffer;
  readonly phone: Buffer;
  readonly phoneIndex: Buffer;
  readonly pepper: Buffer;
};

/** All accepted generations: `current` writes, any of them reads. */
export type KeyRing = {
  readonly current: Keys;
  readonly all: readonly Keys[];
  /** The generation a row was written with; undefined when that secret was removed. */
  find(id: string): Keys | undefined;
};

/**
 * Derives every key from the accepted secrets.
 *
 * @param secrets - 32 random bytes each; the first is used for what is written from now on.
 * @throws TypeError when there is none.
 * @see RFC 5869, "HMAC-based Extract-and-Expand Key Derivation Function"
 */
export function createKeyRing(secrets: readonly Uint8Array[]): KeyRing {
  const all = secrets.map(deriveKeys);
  const [current] = all;
  if (current === undefined) throw new TypeError("at least one secret is needed");
  return { current, all, find: (id) => all.find((keys) => keys.id === id) };
}

/** A new bearer token: 256 random bits as 43 characters of base64url. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");

/** Whether this could be a token at all; anything else never reaches the database. */
export const isToken = (value: string | undefined): value is string =>
  value !== undefined && TOKEN_SHAPE.test(value);

/** What is stored of a token: SHA-256 as 64 hex digits (a token has too much entropy to guess). */
export const hashToken = (token: string): string =>
  createHash("sha256").update(token).digest("hex");

/** A keyed digest for looking up a value that is not stored in clear: 64 hex digits. */
export const indexOf = (key: Buffer, value: string): string =>
  createHmac("sha256", key).update(value).digest("hex");

/**
 * Compares two strings without telling by its time where they differ. A difference in length
 * shows; the length of a code is public.
 */
export function isEqualInConstantTime(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Encrypts and authenticates a short text.
 *
 * @param context - bound to the result, so that a value copied to another row does not open.
 * @returns `keyId.base64url(nonce, tag, ciphertext)`
 * @see NIST SP 800-38D, "Galois/Counter Mode"
 */
export function seal(ring: KeyRing, text: string, context: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", ring.current.phone, nonce);
  cipher.setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `${ring.current.id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/**
 * Opens what `seal` made, under the generation it was made with.
 *
 * @throws TwostepError `secret-not-accepted` when the secret is not on the list any more; Error when
 * the value or its context was changed.
 */
export function unseal(ring: KeyRing, sealed: string, context: string): string {
  const [id = "", body = ""] = sealed.split(".");
  const keys = ring.find(id);
  if (keys === undefined)
    throw new TwostepError("secret-not-accepted", `no accepted secret has the id ${id}`);
  const bytes = Buffer.from(body, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", keys.phone, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString("utf8");
}

function deriveKeys(secret: Uint8Array): Keys {
  const derive = (purpose: string, bytes = 32): Buffer =>
    Buffer.from(hkdfSync("sha256", secret, "", `twostep ${purpose}`, bytes));
  return {
    id: derive("key id", 4).toString("hex"),
    code: derive("code"),
    phone: derive("phone number"),
    phoneIndex: derive("phone number index"),
    pepper: derive("password pepper"),
  };
}
