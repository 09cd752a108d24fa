// Owns how long rows are kept after their use, and purging them in small batches.
import { days, hours } from "../primitives/duration.ts";
import { purgeBatch } from "../store/purge.ts";
import type { Context } from "./context.ts";

const BATCH = 500;

/** Verifications outlive their code by a day, so that an operator can still see why none arrived. */
const KEPT = [
  ["pending_logins", "expires_at", hours(1)],
  ["verifications", "expires_at", days(1)],
  ["sessions", "expires_at", hours(1)],
  ["messages", "created_at", days(30)],
  ["events", "at", days(365)],
] as const;

/**
 * Deletes what is past its time.
 *
 * @returns how many rows were deleted.
 */
export async function purgeExpired({ store }: Context): Promise<number> {
  let total = 0;
  for (const [table, column, keepMs] of KEPT) {
    let deleted;
    do {
      deleted = await purgeBatch(store, table, column, keepMs, BATCH);
      total += deleted;
    } while (deleted === BATCH);
  }
  return total;
}
