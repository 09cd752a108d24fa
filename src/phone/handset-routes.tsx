// Owns the addresses of the handset page: the page, its files, and what happens live.

import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import type { EventStreams } from "./event-stream.ts";
import { describeText, HandsetCard, HandsetPage } from "./handset-page.tsx";
import type { HandsetEvent, Handsets } from "./handsets.ts";
import { readPhoneNumber } from "./phone-number.ts";

/** What the page shows and where it hears of news. */
export type HandsetRooms = {
  handsets: Handsets;
  streams: EventStreams;
  account: { accountSid: string; phoneNumber: string };
};

const SHOWN_HANDSETS = 24;

const ASSETS = {
  "handset.css": "text/css; charset=utf-8",
  "handset.js": "text/javascript; charset=utf-8",
  "handset.svg": "image/svg+xml",
};

/** Adds the page, its files and its stream of events to an app. */
export function addHandsetRoutes(app: Hono, rooms: HandsetRooms): void {
  // Texts are counted from 1 in every process, so a position only means something in one of them.
  const phoneId = randomUUID();
  app.get("/", (c) => showPage(c, rooms, phoneId));
  app.get("/events", (c) => streamEvents(c, rooms, phoneId));
  for (const [name, type] of Object.entries(ASSETS)) {
    const content = readFileSync(new URL(`./assets/${name}`, import.meta.url), "utf8");
    app.get(`/assets/${name}`, (c) => c.body(content, 200, { "Content-Type": type }));
  }
  for (const path of ["/", "/events", "/assets/*", "/healthz"]) {
    app.on(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"], path, (c) =>
      c.text("This address can only be read.\n", 405, { Allow: "GET, HEAD" }),
    );
  }
}

function showPage(c: Context, { handsets, account }: HandsetRooms, phoneId: string) {
  const typed = c.req.query("number")?.slice(0, 64) ?? "";
  const number = readPhoneNumber(typed.trim() === "" ? "" : typed);
  const isWrong = typed.trim() !== "" && number === undefined;
  const shown = number ? [handsets.find(number)] : handsets.newestFirst(SHOWN_HANDSETS);
  const page = (
    <HandsetPage
      handsets={shown}
      hiddenCount={number ? 0 : handsets.count() - shown.length}
      number={number}
      typed={typed}
      isWrong={isWrong}
      position={`${phoneId}:${handsets.latest()}`}
      origin={new URL(c.req.url).origin}
      account={account}
    />
  );
  return c.html("<!doctype html>" + String(page), isWrong ? 400 : 200);
}

function streamEvents(c: Context, { handsets, streams }: HandsetRooms, phoneId: string) {
  // A HEAD request never reads, so nothing would ever end its stream.
  if (c.req.raw.method === "HEAD")
    return c.body(null, 200, { "Content-Type": "text/event-stream" });
  const position = c.req.header("last-event-id") ?? c.req.query("after") ?? "";
  const [knownPhone, order] = position.split(":");
  return streams.open((send) => {
    const tell = (event: HandsetEvent) => send(written(event, handsets, phoneId));
    if (position !== "" && knownPhone !== phoneId) send({ event: "restarted", data: {} });
    else if (position !== "")
      handsets.since(Number(order)).forEach((text) => tell({ kind: "text", text }));
    return handsets.subscribe(tell);
  });
}

function written({ kind, text }: HandsetEvent, handsets: Handsets, phoneId: string) {
  if (kind === "withdrawn") return { event: "withdrawn", data: { sid: text.sid } };
  const handset = handsets.find(text.to);
  return {
    event: "text",
    id: `${phoneId}:${text.order}`,
    data: {
      number: text.to,
      sid: text.sid,
      announcement: describeText(text),
      handset: String(<HandsetCard handset={handset} />),
    },
  };
}
