// Owns `twostep migrate`: the tables, created or brought up to date.
import { openTwostep } from "../twostep.ts";
import { explainFailure } from "./failure.ts";
import { openLog } from "./log.ts";
import { readConfig } from "./open.ts";
import { print } from "./print.ts";

export async function migrate({ json }: { json?: boolean }): Promise<void> {
  const config = await readConfig({ secret: true });
  const twostep = await openTwostep({ config, log: openLog("warn") });
  try {
    const migrations = await twostep.store.migrate();
    print(json, { migrations }, () =>
      migrations.length === 0
        ? "The tables are up to date."
        : `The tables are up to date now: ${migrations.length} migrations were carried out.`,
    );
  } catch (error) {
    throw explainFailure(error) ?? error;
  } finally {
    await twostep.close();
  }
}
