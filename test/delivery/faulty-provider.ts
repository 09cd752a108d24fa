// Owns a provider with faults: HTTP that answers, hangs up or waits as a test says.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Sent = { path: string; authorization: string; form: URLSearchParams };

/** What the provider does with the nth request, the first is 1. */
type Behaviour = (response: ServerResponse, n: number) => unknown;

/** A provider on a port of its own until the test is over. */
export async function startFaultyProvider(behave: Behaviour) {
  const sent: Sent[] = [];
  let arrivals: (() => void)[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { url: path = "", headers } = request;
    sent.push({
      path,
      authorization: headers.authorization ?? "",
      form: new URLSearchParams(body),
    });
    behave(response, sent.length);
    for (const notify of arrivals.splice(0)) notify();
  };
  const server = createServer((request, response) => void receive(request, response));
  const listening = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const close = (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    server.closeAllConnections();
    return promise;
  };
  onTestFinished(close);
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Every request that arrived, whole. */
    sent,
    close,
    /** Waits until so many requests have arrived. */
    async waitForRequest(count: number): Promise<void> {
      while (sent.length < count) {
        const { promise, resolve } = Promise.withResolvers<void>();
        arrivals = [...arrivals, resolve];
        await promise;
      }
    },
  };
}

/** As Twilio takes a message. */
export const accept: Behaviour = (response, n) =>
  answer(response, 201, { sid: `SM${String(n).padStart(32, "0")}`, status: "queued" });

/** The text is on its way, but nobody is told: the connection ends. */
export const hangUp: Behaviour = (response) => void response.destroy();

export const answerWith =
  (status: number, code?: number): Behaviour =>
  (response) =>
    answer(response, status, { code, message: "no", more_info: "", status });

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
