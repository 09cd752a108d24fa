// Owns what is asked of purging: nothing before its time, everything after, in batches.
import { expect, test } from "vitest";
import { purgeExpired } from "../../src/domain/purge.ts";
import { days, hours, minutes } from "../../src/primitives/duration.ts";
import { openRules } from "../helpers/domain.ts";

const LIFE = minutes(5);

test.each([
  ["pending_logins", LIFE + hours(1)],
  ["verifications", LIFE + days(1)],
  ["messages", days(30)],
  ["events", days(365)],
] as const)("%s go when their time has come, and not a minute earlier", async (table, ms) => {
  const { context, addUser, startLogin, passTime, count } = await openRules();
  await addUser("ada", "+447700900123");
  await startLogin("ada");
  const before = await count(table);
  expect(before).toBeGreaterThan(0);
  passTime(ms - minutes(1));
  await purgeExpired(context);
  expect(await count(table)).toBe(before);
  passTime(minutes(2));
  await purgeExpired(context);
  expect(await count(table)).toBe(0);
  expect(await count("users")).toBe(1);
});

test("more rows than one batch are all deleted, and counted", async () => {
  const { context, store, passTime, count } = await openRules();
  const line = {
    name: "signed-out",
    outcome: "success",
    reason: null,
    user_id: null,
    factor: null,
    address: null,
    browser: null,
  } as const;
  const lines = Array.from({ length: 1201 }, (_, at) => ({
    ...line,
    id: `event-${at}`,
    at: Date.now(),
  }));
  for (let at = 0; at < lines.length; at += 100)
    await store.db
      .insertInto("events")
      .values(lines.slice(at, at + 100))
      .execute();
  passTime(days(366));
  expect(await purgeExpired(context)).toBe(1201);
  expect(await count("events")).toBe(0);
  expect(await purgeExpired(context)).toBe(0);
});
