// Owns what is asked of tokens, derived keys and sealed values.
import { createHash, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createKeyRing,
  hashToken,
  indexOf,
  isEqualInConstantTime,
  isToken,
  newToken,
  seal,
  unseal,
} from "../../src/primitives/secret.ts";

const OLD = randomBytes(32);
const NEW = randomBytes(32);
const ring = createKeyRing([OLD]);
const NUMBER = "+447700900123";

describe("a token", () => {
  test("is 256 random bits and never the same", () => {
    const tokens = Array.from({ length: 1000 }, newToken);
    expect(new Set(tokens).size).toBe(1000);
    for (const token of tokens) {
      expect(isToken(token)).toBe(true);
      expect(Buffer.from(token, "base64url")).toHaveLength(32);
    }
  });

  test("is told from anything else by its shape", () => {
    const token = newToken();
    const others = [undefined, "", token.slice(1), `${token}A`, `${token.slice(1)}=`, `${token}\n`];
    for (const other of [...others, token.slice(1) + "é", " ".repeat(43)])
      expect(isToken(other)).toBe(false);
  });

  test("is stored as its SHA-256", () => {
    const token = newToken();
    expect(hashToken(token)).toBe(createHash("sha256").update(token, "utf8").digest("hex"));
    expect(hashToken(token)).not.toContain(token);
    expect(hashToken("abc")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});

describe("keys", () => {
  // Computed by another implementation of HKDF-SHA-256, empty salt, info "twostep <purpose>".
  test("are derived as they always were: changing this loses every stored number", () => {
    const { current } = createKeyRing([Uint8Array.from({ length: 32 }, (_, at) => at)]);
    const hex = Object.entries(current).map(([name, key]) => [name, key.toString("hex")]);
    expect({ ...Object.fromEntries(hex), id: current.id }).toEqual({
      id: "67216685",
      code: "b10900ab4f6597c45ab06240798eca8204d3c064da3d3abc316a61a4b27fc28c",
      phone: "1e6a4ddcfd08fcc84efac689d27729b2cf201fa58e661b4c76a66bb43686fd07",
      phoneIndex: "b2a6ae4d459fc0d85254b73697f6b84f26d4e7fdc6307458220e7fd1ca1c0117",
      pepper: "9ee32b40c34c44d49661313b135149a2bb7fae6dcae51fa3381cc1bab5c8a08c",
    });
  });

  test("no two purposes and no two secrets share one", () => {
    const keys = [OLD, NEW].flatMap((secret) => {
      const { code, phone, phoneIndex, pepper } = createKeyRing([secret]).current;
      return [secret, code, phone, phoneIndex, pepper].map((key) => key.toString("hex"));
    });
    expect(new Set(keys).size).toBe(10);
  });

  test("the first secret writes, every secret is found by its id", () => {
    const both = createKeyRing([NEW, OLD]);
    expect(both.current).toEqual(createKeyRing([NEW]).current);
    expect(both.find(ring.current.id)).toEqual(ring.current);
    expect(both.all).toHaveLength(2);
    expect(ring.find(both.current.id)).toBeUndefined();
  });

  test("without a secret there are none", () => {
    expect(() => createKeyRing([])).toThrow(TypeError);
  });
});

describe("a sealed value", () => {
  test("opens to what was sealed, and never looks the same twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, context) => {
        const [one, other] = [seal(ring, text, context), seal(ring, text, context)];
        expect(unseal(ring, one, context)).toBe(text.toWellFormed());
        expect(one).not.toBe(other);
      }),
    );
  });

  test("carries the id of its key, and nothing of the text", () => {
    const sealed = seal(ring, NUMBER, "user:1");
    expect(sealed).toMatch(/^[0-9a-f]{8}\.[A-Za-z0-9_-]+$/);
    expect(sealed.startsWith(`${ring.current.id}.`)).toBe(true);
    const bytes = Buffer.from(sealed.split(".")[1] ?? "", "base64url");
    expect(bytes).toHaveLength(12 + 16 + NUMBER.length);
    expect(bytes.includes(NUMBER)).toBe(false);
    expect(bytes.includes("7700900")).toBe(false);
  });

  test("opens only where it was sealed for", () => {
    const sealed = seal(ring, NUMBER, "user:1");
    for (const other of ["user:2", "verification:1", "user:1 ", ""])
      expect(() => unseal(ring, sealed, other)).toThrow(Error);
  });

  test("does not open when a single bit was changed", () => {
    const sealed = seal(ring, NUMBER, "user:1");
    const [id = "", body = ""] = sealed.split(".");
    const bytes = Buffer.from(body, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => unseal(ring, `${id}.${changed.toString("base64url")}`, "user:1")).toThrow(Error);
    }
  });

  test("does not open when it was cut short or is something else", () => {
    const sealed = seal(ring, NUMBER, "user:1");
    const { id } = ring.current;
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => unseal(ring, sealed.slice(0, length), "user:1")).toThrow(Error);
    for (const other of ["", ".", `${id}.`, NUMBER, `${id}.${"A".repeat(38)}`])
      expect(() => unseal(ring, other, "user:1")).toThrow(Error);
  });

  test("stays readable while its secret is on the list, and no longer", () => {
    const sealed = seal(ring, NUMBER, "user:1");
    const rotated = createKeyRing([NEW, OLD]);
    expect(unseal(rotated, sealed, "user:1")).toBe(NUMBER);
    const resealed = seal(rotated, NUMBER, "user:1");
    expect(resealed.startsWith(`${rotated.current.id}.`)).toBe(true);
    expect(unseal(createKeyRing([NEW]), resealed, "user:1")).toBe(NUMBER);
    expect(() => unseal(createKeyRing([NEW]), sealed, "user:1")).toThrow(ring.current.id);
  });

  test("does not open with another key under the same id", () => {
    const forged = { ...createKeyRing([NEW]).current, id: ring.current.id };
    const other = { current: forged, all: [forged], find: () => forged };
    expect(() => unseal(other, seal(ring, NUMBER, "user:1"), "user:1")).toThrow(Error);
  });
});

describe("an index", () => {
  test("finds the same value with the same key alone", () => {
    const { phoneIndex } = ring.current;
    expect(indexOf(phoneIndex, NUMBER)).toBe(indexOf(phoneIndex, NUMBER));
    expect(indexOf(phoneIndex, NUMBER)).toMatch(/^[0-9a-f]{64}$/);
    expect(indexOf(phoneIndex, "+447700900124")).not.toBe(indexOf(phoneIndex, NUMBER));
    expect(indexOf(createKeyRing([NEW]).current.phoneIndex, NUMBER)).not.toBe(
      indexOf(phoneIndex, NUMBER),
    );
  });
});

describe("comparing", () => {
  test("tells equal from different, whatever the lengths", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        expect(isEqualInConstantTime(a, b)).toBe(a === b);
        expect(isEqualInConstantTime(a, a)).toBe(true);
      }),
    );
    expect(isEqualInConstantTime("123456", "12345")).toBe(false);
    expect(isEqualInConstantTime("123456", "1234567")).toBe(false);
    expect(isEqualInConstantTime("é", "e")).toBe(false);
  });
});
