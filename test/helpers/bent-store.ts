// Owns the domain over a store that a test watches or whose clock stands still.
import { sql, type KyselyPlugin } from "kysely";
import type { Context } from "../../src/domain/context.ts";
import type { Queries } from "../../src/store/store.ts";

/** The same rules on the same rows, with the database's clock standing where `clock` says. */
export const freezeClock = (context: Context, clock: { ms: number }): Context =>
  bend(context, (q) => ({ db: q.db, now: () => sql<number>`${sql.lit(clock.ms)}` }));

/** The same rules on the same rows; the kind of each query goes to `queries`. */
export function watchQueries(context: Context, queries: string[]): Context {
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      queries.push(node.kind);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return bend(context, (q) => ({ db: q.db.withPlugin(plugin), now: q.now }));
}

function bend(context: Context, change: (q: Queries) => Queries): Context {
  const { store } = context;
  return {
    ...context,
    store: {
      ...store,
      ...change(store),
      transaction: (work, retryDuplicates) =>
        store.transaction((q) => work(change(q)), retryDuplicates),
    },
  };
}
