// The store on SQLite.
import { sql } from "kysely";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect } from "vitest";
import { CONFORMANCE } from "./conformance.ts";
import { CONTENTION } from "./contention.ts";
import { INDEXES } from "./indexes.ts";
import { runList, type EngineSetup, type TestList } from "./kit.ts";

const SQLITE: EngineSetup = {
  async openDatabase() {
    const folder = await mkdtemp(join(tmpdir(), "twostep-store-"));
    const drop = () => rm(folder, { recursive: true, force: true });
    return { url: `sqlite:${join(folder, "new", "twostep.db")}`, drop };
  },
  unreachableUrl: `sqlite:${tmpdir()}`,
  /** Two programs that write at once, neither of which waits. */
  async provokeTransientError(url) {
    const path = `${url.slice("sqlite:".length)}.busy`;
    const [holder, other] = [new DatabaseSync(path), new DatabaseSync(path, { timeout: 0 })];
    try {
      holder.exec("begin immediate");
      other.exec("begin immediate");
      return undefined;
    } catch (error) {
      return error;
    } finally {
      holder.close();
      other.close();
    }
  },
};

const SQLITE_ONLY: TestList = {
  "G9 a commit is on the disk before it is answered": async ({ store }) => {
    const read = async (pragma: string): Promise<unknown> =>
      Object.values((await sql.raw<object>(`pragma ${pragma}`).execute(store.db)).rows[0] ?? {})[0];
    expect(await read("journal_mode")).toBe("wal");
    expect(await read("synchronous")).toBe(2);
    expect(await read("foreign_keys")).toBe(1);
  },
};

describe("the store on SQLite", () => {
  runList({ ...SQLITE_ONLY, ...CONFORMANCE }, SQLITE);
});
describe("races on SQLite", () => {
  runList(CONTENTION, SQLITE);
});
describe("queries on SQLite", () => {
  runList(INDEXES, SQLITE);
});
