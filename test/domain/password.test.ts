// Owns what is asked of password hashes: argon2id with a pepper, the same text for the same
// characters, and no answer for nobody.
import { hash, verify } from "@node-rs/argon2";
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  hashPassword,
  isHashOutdated,
  isPossibleLength,
  PASSWORD_MAX_LENGTH,
  verifyPassword,
} from "../../src/domain/password.ts";
import { createKeyRing } from "../../src/primitives/secret.ts";

const [OLD, NEW] = [randomBytes(32), randomBytes(32)];
const ring = createKeyRing([OLD]);
const PASSWORD = "analytical engine";

describe("a password hash", () => {
  test("is a PHC string of argon2id at the cost that OWASP names, with a salt of its own", async () => {
    const [one, other] = [await hashPassword(ring, PASSWORD), await hashPassword(ring, PASSWORD)];
    expect(one.password_hash).toMatch(
      /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43}$/,
    );
    expect(one.password_hash).not.toBe(other.password_hash);
    expect(one.password_key_id).toBe(ring.current.id);
    expect(one.password_hash).not.toContain(PASSWORD);
  });

  test("the right password is right, another is not", async () => {
    const user = await hashPassword(ring, PASSWORD);
    expect(await verifyPassword(ring, user, PASSWORD)).toBe(true);
    for (const wrong of ["analytical engines", "Analytical engine", ` ${PASSWORD}`, "x", "\0"])
      expect(await verifyPassword(ring, user, wrong)).toBe(false);
  });

  test("nothing is cut off: the last of 256 characters counts", async () => {
    const long = "é".repeat(PASSWORD_MAX_LENGTH - 1);
    const user = await hashPassword(ring, `${long}a`);
    expect(await verifyPassword(ring, user, `${long}a`)).toBe(true);
    expect(await verifyPassword(ring, user, `${long}b`)).toBe(false);
    expect(await verifyPassword(ring, user, long)).toBe(false);
    const withNul = await hashPassword(ring, "engine\0one");
    expect(await verifyPassword(ring, withNul, "engine\0two")).toBe(false);
  });

  test("composed and decomposed letters are the same password", async () => {
    const user = await hashPassword(ring, "Zo\u00eb's m\u00f6bius \uac01");
    for (const typed of ["Zoe\u0308's mo\u0308bius \uac01", "Zoë's möbius \u1100\u1161\u11a8"])
      expect(await verifyPassword(ring, user, typed)).toBe(true);
    expect(await verifyPassword(ring, user, "Zoe's mobius \uac01")).toBe(false);
  });

  test("case and compatibility forms are not folded", async () => {
    const user = await hashPassword(ring, "ﬁne ２ engines");
    expect(await verifyPassword(ring, user, "fine 2 engines")).toBe(false);
  });
});

describe("an answer that is always no", () => {
  test("for an unknown user, whatever was typed", async () => {
    for (const typed of [PASSWORD, "nobody", "", "nobody's salt.."])
      expect(await verifyPassword(ring, undefined, typed)).toBe(false);
  });

  test("for no password", async () => {
    const empty = await hashPassword(ring, "");
    expect(await verifyPassword(ring, empty, "")).toBe(false);
  });

  test("for a password too long to exist", async () => {
    const tooLong = "a".repeat(PASSWORD_MAX_LENGTH + 1);
    const user = await hashPassword(ring, tooLong);
    expect(await verifyPassword(ring, user, tooLong)).toBe(false);
  });

  test("when the secret of the hash was taken off the list", async () => {
    const user = await hashPassword(ring, PASSWORD);
    expect(await verifyPassword(createKeyRing([NEW]), user, PASSWORD)).toBe(false);
  });
});

describe("the pepper", () => {
  test("who has the database alone cannot try a password", async () => {
    const { password_hash } = await hashPassword(ring, PASSWORD);
    expect(await verify(password_hash, PASSWORD)).toBe(false);
    expect(await verify(password_hash, PASSWORD, { secret: randomBytes(32) })).toBe(false);
    expect(await verify(password_hash, PASSWORD, { secret: ring.current.pepper })).toBe(true);
  });

  test("a hash moved under another secret's id does not open", async () => {
    const both = createKeyRing([NEW, OLD]);
    const { password_hash } = await hashPassword(ring, PASSWORD);
    const moved = { password_hash, password_key_id: both.current.id };
    expect(await verifyPassword(both, moved, PASSWORD)).toBe(false);
  });

  test("after a rotation the old hash is right, and due to be made again", async () => {
    const rotated = createKeyRing([NEW, OLD]);
    const user = await hashPassword(ring, PASSWORD);
    expect(await verifyPassword(rotated, user, PASSWORD)).toBe(true);
    expect(isHashOutdated(ring, user)).toBe(false);
    expect(isHashOutdated(rotated, user)).toBe(true);
    expect(isHashOutdated(rotated, await hashPassword(rotated, PASSWORD))).toBe(false);
  });
});

test.each([
  ["less memory", { memoryCost: 9216, timeCost: 2, parallelism: 1 }],
  ["fewer rounds", { memoryCost: 19_456, timeCost: 1, parallelism: 1 }],
  ["more lanes", { memoryCost: 19_456, timeCost: 2, parallelism: 2 }],
])("a hash made with %s is right, and due to be made again", async (_name, cost) => {
  const { pepper, id } = ring.current;
  const user = {
    password_hash: await hash(PASSWORD, { ...cost, secret: pepper }),
    password_key_id: id,
  };
  expect(await verifyPassword(ring, user, PASSWORD)).toBe(true);
  expect(isHashOutdated(ring, user)).toBe(true);
});

describe("the length, decided before any hashing", () => {
  test.each([
    ["letters", "a"],
    ["letters of two bytes", "é"],
    ["characters of two UTF-16 units", "🔑"],
    ["letters that compose", "e\u0308"],
  ])("counts code points after normalisation: %s", (_name, character) => {
    expect(isPossibleLength(character.repeat(PASSWORD_MAX_LENGTH - 1))).toBe(true);
    expect(isPossibleLength(character.repeat(PASSWORD_MAX_LENGTH))).toBe(true);
    expect(isPossibleLength(character.repeat(PASSWORD_MAX_LENGTH + 1))).toBe(false);
  });

  test("nothing is no password, a book neither", () => {
    expect(isPossibleLength("")).toBe(false);
    expect(isPossibleLength("a")).toBe(true);
    expect(isPossibleLength("a".repeat(10_000_000))).toBe(false);
  });
});
