// Owns the wiring, and nothing else: settings → store → delivery → domain → web.
import { loadConfig, type Config } from "./config/load.ts";
import { startOutbox } from "./delivery/outbox.ts";
import type { Messenger } from "./delivery/messenger.ts";
import { createTwilioMessenger } from "./delivery/twilio.ts";
import type { Context } from "./domain/context.ts";
import { purgeExpired } from "./domain/purge.ts";
import { usersOf, type Users } from "./domain/user.ts";
import { minutes } from "./primitives/duration.ts";
import { createKeyRing } from "./primitives/secret.ts";
import { openStore, type ClockShift, type Store } from "./store/store.ts";
import { createApp } from "./web/app.ts";
import { createCookies } from "./web/cookies.ts";
import { listen, type Listening } from "./web/listen.ts";
import type { Log } from "./web/web-context.ts";

export { loadConfig, type Config };
export type { UserOutcome, UserView } from "./domain/user.ts";

const PURGE_EVERY = minutes(1);

export type TwostepOptions = {
  readonly config: Config;
  readonly log: Log;
  /** Another way out for texts than the provider in the settings. */
  readonly messenger?: Messenger;
  /** For tests: moves the database's clock. */
  readonly clockShift?: ClockShift;
};

export type Twostep = {
  /** The rules, for commands and tests. */
  readonly domain: Context;
  readonly store: Store;
  /** What an operator does with users. */
  readonly users: Users;
  /** Answers one request to the login site. */
  fetch(request: Request, bindings?: object): Promise<Response>;
  /** Begins to hand messages over and to purge what has expired. */
  startWorkers(): void;
  /** Puts the login site on a port. */
  listen(): Promise<Listening>;
  /** Ends the workers, then the database connections. */
  close(): Promise<void>;
};

/**
 * Builds the whole of Twostep from its settings. Tables are not touched: call `store.migrate()`.
 *
 * @throws TypeError when there is no secret.
 */
export async function openTwostep(options: TwostepOptions): Promise<Twostep> {
  const { config, log, clockShift } = options;
  const store = await openStore(config.databaseUrl, clockShift);
  const keys = createKeyRing(config.secrets);
  const workers: { wake(): void; stop(): Promise<void> }[] = [];
  const { siteName, code, origin, countries } = config;
  const domain: Context = {
    store,
    keys,
    siteName,
    code,
    onMessage: () => workers.forEach((worker) => worker.wake()),
  };
  const site = { name: siteName, origin, hasLogo: config.logoFile !== undefined };
  const app = createApp({ domain, config, site, cookies: createCookies(origin), log });

  const startDelivery = (): void => {
    const messenger = options.messenger ?? (config.twilio && createTwilioMessenger(config.twilio));
    if (messenger === undefined) throw new TypeError("there is no provider to send texts with");
    const host = new URL(origin).hostname;
    workers.push(startOutbox({ store, keys, messenger, code, siteName, host, countries, log }));
  };
  const startPurge = (): void => {
    const purge = (): void =>
      void purgeExpired(domain).catch((err: unknown) => log.warn({ err }, "purging must wait"));
    const timer = setInterval(purge, PURGE_EVERY);
    timer.unref();
    workers.push({ wake: () => undefined, stop: async () => clearInterval(timer) });
  };

  return {
    domain,
    store,
    users: usersOf(domain),
    fetch: async (request, bindings) => app.fetch(request, bindings),
    startWorkers() {
      startDelivery();
      startPurge();
    },
    listen: () => listen(app.fetch, config),
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await store.close();
    },
  };
}
