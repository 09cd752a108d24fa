// Owns what is asked of row identifiers and durations.
import { describe, expect, test } from "vitest";
import { days, hours, minutes, seconds } from "../../src/primitives/duration.ts";
import { newIdentifier } from "../../src/primitives/identifier.ts";

describe("an identifier", () => {
  test("is a UUID of version 7 and never the same", () => {
    const ids = Array.from({ length: 1000 }, newIdentifier);
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("begins with its time, so that rows made later sort later", () => {
    const before = Date.now();
    const id = newIdentifier();
    const time = Number.parseInt(id.replace("-", "").slice(0, 12), 16);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });
});

test("durations are milliseconds", () => {
  expect([seconds(1), minutes(1), hours(1), days(1)]).toEqual([1000, 60e3, 3600e3, 86_400e3]);
});
