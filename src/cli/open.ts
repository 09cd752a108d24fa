// Owns opening Twostep for a command: settings read, mistakes listed all at once, tables up to date.
import { loadConfig, type Config } from "../config/load.ts";
import { openTwostep, type Twostep } from "../twostep.ts";
import { explainFailure, Failure } from "./failure.ts";
import { openLog } from "./log.ts";

type Needs = NonNullable<Parameters<typeof loadConfig>[1]>;

/** The settings in force. @throws Failure that lists every mistake. */
export async function readConfig(
  needs: Needs,
  env?: Readonly<Record<string, string | undefined>>,
): Promise<Config> {
  const loaded = await loadConfig(env, needs);
  if (loaded.ok) return loaded.config;
  const list = loaded.mistakes.map((mistake) => `  - ${mistake}`).join("\n");
  throw new Failure(`The settings need a correction:\n${list}`);
}

/** Runs `work` with an open Twostep and closes it again. Nothing but warnings is logged. */
export async function withTwostep<T>(work: (twostep: Twostep) => Promise<T>): Promise<T> {
  const config = await readConfig({ secret: true });
  const twostep = await openTwostep({ config, log: openLog("warn") });
  try {
    await twostep.store.migrate();
    return await work(twostep);
  } catch (error) {
    throw explainFailure(error) ?? error;
  } finally {
    await twostep.close();
  }
}

/** Resolves at the first SIGTERM or SIGINT; a second one of either ends the process at once. */
export function waitForSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    resolve();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
  return promise;
}
