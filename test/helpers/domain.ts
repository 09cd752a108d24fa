// Owns the rules without a site: SQLite in memory, keys, people, and no worker that sends.
import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import type { Context } from "../../src/domain/context.ts";
import { checkPassword } from "../../src/domain/sign-in.ts";
import { addUser } from "../../src/domain/user.ts";
import { createKeyRing } from "../../src/primitives/secret.ts";
import { openStore } from "../../src/store/store.ts";

export const PASSWORD = "turned by the mill wheel";

export type Rules = Awaited<ReturnType<typeof openRules>>;

/** An empty Twostep until the test is over; time moves by `passTime`. */
export async function openRules() {
  const shift = { ms: 0 };
  const store = await openStore("sqlite::memory:", shift);
  onTestFinished(() => store.close());
  await store.migrate();
  const context: Context = {
    store,
    keys: createKeyRing([randomBytes(32)]),
    siteName: "Difference Works",
    code: { length: 6, characters: "digits", lifetimeMs: 300_000 },
    onMessage: () => undefined,
  };
  return {
    context,
    store,
    /** Moves the database's clock on. */
    passTime: (ms: number) => void (shift.ms += ms),
    async addUser(username: string, phone: string): Promise<void> {
      const added = await addUser(context, { username, phone, password: PASSWORD, isAdmin: false });
      if (!added.ok) throw new Error(added.message);
    },
    /** The first step, which writes a message. @returns the token of the pending login. */
    async startLogin(username: string): Promise<string> {
      const outcome = await checkPassword(context, { username, password: PASSWORD }, {}, {});
      if (!outcome.ok) throw new Error(outcome.refusal.reason);
      return outcome.pendingToken;
    },
    /** How many rows a table has. */
    count: async (
      table: "users" | "pending_logins" | "verifications" | "sessions" | "messages" | "events",
    ) => (await store.db.selectFrom(table).select("id").execute()).length,
  };
}
