// G19: known, unknown and disabled users cost the same questions to the database, the same hash and
// the same event. Shown by counting, not by a stopwatch.
import * as argon2 from "@node-rs/argon2";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checkPassword } from "../../src/domain/sign-in.ts";
import { watchQueries } from "../helpers/bent-store.ts";
import { ENGINES, startHouse, wrongCode, type House } from "../helpers/house.ts";
import { addPerson, typeCode } from "../helpers/person.ts";

vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof argon2>();
  return {
    ...real,
    verify: vi.fn<typeof real.verify>(real.verify),
    hash: vi.fn<typeof real.hash>(real.hash),
  };
});

describe.each(ENGINES)("G19 on %s", (engine) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(engine);
  });
  afterAll(() => house.close());

  /** What a refused password costs. */
  async function costOf(username: string, password: string) {
    const queries: string[] = [];
    const domain = watchQueries(house.twostep.domain, queries);
    vi.mocked(argon2.verify).mockClear();
    vi.mocked(argon2.hash).mockClear();
    const outcome = await checkPassword(domain, { username, password }, {}, {});
    const [hashed, , options] = vi.mocked(argon2.verify).mock.lastCall ?? [];
    return {
      ok: outcome.ok,
      queries,
      verified: vi.mocked(argon2.verify).mock.calls.length,
      hashed: vi.mocked(argon2.hash).mock.calls.length,
      cost: /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$/.exec(String(hashed))?.[0],
      peppered: options?.secret?.length,
    };
  }

  test("a refused password costs the same for everybody", async () => {
    const [known, disabled, paused] = [
      await addPerson(house),
      await addPerson(house),
      await addPerson(house),
    ];
    await house.twostep.users.setEnabled(disabled.username, false);
    for (let login = 0; login < 2; login += 1) {
      const browser = house.openBrowser();
      const code = await paused.typePassword(browser);
      for (let n = 0; n < 5; n += 1) await typeCode(browser, wrongCode(code));
    }
    const expected = await costOf(known.username, "not the right one");
    expect(expected).toEqual({
      ok: false,
      queries: ["SelectQueryNode", "InsertQueryNode"],
      verified: 1,
      hashed: 0,
      cost: "$argon2id$v=19$m=19456,t=2,p=1$",
      peppered: 32,
    });
    for (const [username, password] of [
      ["nobody-at-all", "not the right one"],
      ["impossible name", "not the right one"],
      ["", "not the right one"],
      ["x".repeat(5000), "not the right one"],
      [disabled.username, "not the right one"],
      [disabled.username, disabled.password],
      [paused.username, "not the right one"],
      [paused.username, paused.password],
    ] as const)
      expect([username, await costOf(username, password)]).toEqual([username, expected]);
  });
});
