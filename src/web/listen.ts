// Owns the port: listening, bounds on slow clients, and stopping without losing a request.
import { createAdaptorServer } from "@hono/node-server";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { seconds } from "../primitives/duration.ts";

type Fetch = Parameters<typeof createAdaptorServer>[0]["fetch"];

/** After this a connection that still has not ended is cut (G21 allows 15 s). */
const LONGEST_STOP = seconds(9);

export type Listening = {
  readonly port: number;
  /** Takes no more connections, answers what was accepted, and ends. */
  stop(): Promise<void>;
};

/**
 * Listens for requests.
 *
 * @throws the operating system's error, such as EADDRINUSE.
 */
export function listen(
  fetch: Fetch,
  { host, port }: { host: string; port: number },
): Promise<Listening> {
  const server = createAdaptorServer({
    fetch,
    overrideGlobalObjects: false,
    // Node looks for connections past their time only every 30 s unless told.
    serverOptions: { connectionsCheckingInterval: seconds(1) },
  }) as Server;
  server.headersTimeout = seconds(10);
  server.requestTimeout = seconds(10);
  const { promise, resolve, reject } = Promise.withResolvers<Listening>();
  server.once("error", reject);
  server.listen(port, host, () => {
    server.off("error", reject);
    resolve({ port: (server.address() as AddressInfo).port, stop: () => stop(server) });
  });
  return promise;
}

function stop(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Without it, a connection kept alive would hold the process open after its last answer.
  server.prependListener("request", (_request, response) => {
    response.setHeader("connection", "close");
  });
  server.close(() => resolve());
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), LONGEST_STOP).unref();
  return promise;
}
