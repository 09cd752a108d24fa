// Owns `twostep serve`: the login server.
import { openTwostep } from "../twostep.ts";
import type { Config } from "../config/load.ts";
import { explainFailure } from "./failure.ts";
import { openLog } from "./log.ts";
import { readConfig, waitForSignal } from "./open.ts";

export async function serve(): Promise<void> {
  const config = await readConfig({ secret: true, provider: true });
  const log = openLog(config.logLevel);
  const server = await startServer(config, log);
  log.info({ origin: config.origin, host: config.host, port: server.port }, "listening");
  await waitForSignal();
  log.info({}, "stopping");
  await server.stop();
  log.info({}, "stopped");
}

/** Brings the tables up to date, starts the workers and listens. */
export async function startServer(
  config: Config,
  log: Parameters<typeof openTwostep>[0]["log"],
): Promise<{
  port: number;
  twostep: Awaited<ReturnType<typeof openTwostep>>;
  stop(): Promise<void>;
}> {
  const twostep = await openTwostep({ config, log });
  try {
    await twostep.store.migrate();
    const listening = await twostep.listen();
    twostep.startWorkers();
    return {
      port: listening.port,
      twostep,
      async stop() {
        await listening.stop();
        await twostep.close();
      },
    };
  } catch (error) {
    await twostep.close();
    throw explainFailure(error, { port: config.port }) ?? error;
  }
}
