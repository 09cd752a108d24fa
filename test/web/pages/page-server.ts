// Owns a small server for the browser tests: the pages in all their states, the assets, and the
// answers of /verify/status a test asks for.

import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const ASSETS = new URL("../../../src/web/assets/", import.meta.url);
const TYPES: Record<string, string> = {
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** What the server is told by a test and tells it. */
export type PageServer = {
  origin: string;
  /** The answers of /verify/status, in turn; the last one stays. */
  statuses: { delivery: string; expiresInMs: number }[];
  /** How often the status was asked for. */
  asked: number;
  /** The body of theme.css. */
  theme: string;
  /** Every form sent, as "path body". */
  sent: string[];
  close: () => Promise<void>;
};

/** Serves the given pages on loopback, each at `/<name>`. */
export async function servePages(pages: Map<string, string>): Promise<PageServer> {
  const http = createServer((request, response) => void answer(page, pages, request, response));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const page: PageServer = {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    statuses: [],
    asked: 0,
    theme: "",
    sent: [],
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return page;
}

async function answer(
  server: PageServer,
  pages: Map<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  const send = (status: number, type: string, body: string | Buffer) => {
    response.writeHead(status, { "content-type": type, "content-security-policy": CSP });
    response.end(body);
  };
  if (request.method === "POST") {
    let body = "";
    for await (const part of request) body += part;
    server.sent.push(`${path} ${body}`);
    response.writeHead(204).end(); // the page stays
    return;
  }
  const html = pages.get(path.slice(1));
  if (html !== undefined) return send(200, "text/html; charset=utf-8", html);
  if (path === "/assets/theme.css") return send(200, "text/css", server.theme);
  if (path === "/logo")
    return send(200, "image/svg+xml", await readFile(new URL("icon.svg", ASSETS)));
  if (path === "/verify/status") {
    server.asked += 1;
    const status = server.statuses.length > 1 ? server.statuses.shift() : server.statuses[0];
    return send(status ? 200 : 503, "application/json", JSON.stringify(status ?? {}));
  }
  const asset = /^\/assets\/([a-z-]+\.(css|js|svg))$/.exec(path);
  if (!asset?.[1] || !asset[2]) return send(404, "text/plain", "");
  return send(200, TYPES[asset[2]] ?? "", await readFile(new URL(asset[1], ASSETS)));
}
