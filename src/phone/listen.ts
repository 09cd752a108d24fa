// Owns putting the phone on a port of this machine.

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Phone } from "./phone.ts";

/** A phone that can be reached. */
export type ListeningPhone = {
  /** As `http://127.0.0.1:5001`; `http://localhost:5001` reaches it as well. */
  origin: string;
  port: number;
  /** Stops listening and ends every connection, live pages included. */
  close(): Promise<void>;
};

/**
 * Listens on loopback, never anywhere else.
 *
 * @param options.port - 0 takes any free one
 * @throws the error of the operating system, as EADDRINUSE for a port in use
 */
export function listenPhone(
  phone: Phone,
  { port, host = "127.0.0.1" }: { port: number; host?: "127.0.0.1" },
): Promise<ListeningPhone> {
  const server = createAdaptorServer({
    fetch: (request) => phone.fetch(request),
    overrideGlobalObjects: false,
  }) as Server;
  const { promise, resolve, reject } = Promise.withResolvers<ListeningPhone>();
  server.once("error", reject);
  server.listen(port, host, () => {
    const { port: bound } = server.address() as AddressInfo;
    resolve({ origin: `http://${host}:${bound}`, port: bound, close: () => stop(server) });
  });
  return promise;
}

function stop(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}
