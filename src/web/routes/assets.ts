// Owns the files that pages load: our stylesheet and scripts, the operator's colour and logo.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { sendError } from "../respond.ts";
import type { Visit } from "../web-context.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/** Named one by one: a request never becomes a path. */
const FILES: readonly string[] = [
  "site.css",
  "icon.svg",
  "show-password.js",
  "code-autofill.js",
  "delivery-status.js",
  "single-submit.js",
  "time-steps.js",
];

export function sendAsset(visit: Visit): Response {
  const name = visit.url.pathname.slice("/assets/".length);
  if (name === "theme.css")
    return sendFile(
      visit,
      ".css",
      Buffer.from(`:root { --accent: ${visit.web.config.accentColor}; }\n`),
    );
  if (!FILES.includes(name)) return notThere(visit);
  return sendFile(visit, extname(name), readOnce(new URL(`../assets/${name}`, import.meta.url)));
}

export function sendLogo(visit: Visit): Response {
  const { logoFile } = visit.web.config;
  return logoFile === undefined
    ? notThere(visit)
    : sendFile(visit, extname(logoFile).toLowerCase(), readOnce(logoFile));
}

const notThere = (visit: Visit): Response =>
  sendError(visit, { word: "not-found", status: 404, title: "There is no such file" });

function sendFile({ request }: Visit, extension: string, bytes: Buffer): Response {
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  const headers = {
    "cache-control": "no-cache",
    etag,
    "content-type": TYPES[extension] ?? "application/octet-stream",
  };
  return request.headers.get("if-none-match") === etag
    ? new Response(null, { status: 304, headers })
    : new Response(new Uint8Array(bytes), { headers });
}

const read = new Map<string, Buffer>();
function readOnce(file: URL | string): Buffer {
  const bytes = read.get(String(file)) ?? readFileSync(file);
  read.set(String(file), bytes);
  return bytes;
}
