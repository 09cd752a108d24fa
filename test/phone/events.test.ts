// What a page hears of, live, and that nothing is left of it when it goes.

import { expect, test, vi } from "vitest";
import { createEventStreams } from "../../src/phone/event-stream.ts";
import { listenPhone } from "../../src/phone/listen.ts";
import { ADA, BEN, readEvents, startPhone } from "./fixture.ts";

async function openEvents(origin: string, init: RequestInit & { after?: string } = {}) {
  const after = init.after === undefined ? "" : `?after=${encodeURIComponent(init.after)}`;
  const answer = await fetch(`${origin}/events${after}`, init);
  return { answer, events: readEvents(answer) };
}

const positionOf = async (origin: string) =>
  /data-position="([^"]+)"/.exec(await (await fetch(origin)).text())![1]!;

test("a text arrives at once, as the markup of its handset", async () => {
  const { origin, text } = await startPhone();
  const { answer, events } = await openEvents(origin);
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const sent = await text("Line one\n\nevent: fake <b>");
  const received = await events.next();
  expect(received).toMatchObject({ event: "text", data: { number: ADA, sid: sent.sid } });
  expect(received?.data.announcement).toMatch(/^New text to \+447700900123 from .+: Line one/);
  expect(received?.data.handset).toContain("Line one\n\nevent: fake &lt;b&gt;");
});

test("every open page hears of every text, in order", async () => {
  const { origin, text } = await startPhone();
  const pages = [(await openEvents(origin)).events, (await openEvents(origin)).events];
  const sent = [await text("one"), await text("two", BEN), await text("three")];
  for (const page of pages)
    for (const { sid } of sent) expect((await page.next())?.data.sid).toBe(sid);
});

test("what came between page and stream is made up for", async () => {
  const { origin, text } = await startPhone();
  await text("shown on the page");
  const after = await positionOf(origin);
  const missed = await text("missed");
  const { events } = await openEvents(origin, { after });
  const first = await events.next();
  expect(first?.data.sid).toBe(missed.sid);
  const later = await text("live");
  expect((await events.next())?.data.sid).toBe(later.sid);
  const again = await openEvents(origin, { after, headers: { "Last-Event-ID": first!.id! } });
  expect((await again.events.next())?.data.sid).toBe(later.sid);
});

test("a page of an earlier phone is told to start over", async () => {
  const { origin } = await startPhone();
  const { events } = await openEvents(origin, { after: "another phone:57" });
  expect((await events.next())?.event).toBe("restarted");
});

test("a canceled text is taken back", async () => {
  const { origin, client, text } = await startPhone();
  const { events } = await openEvents(origin);
  const sent = await text("Hello");
  await events.next();
  await client.messages(sent.sid).update({ status: "canceled" });
  expect(await events.next()).toMatchObject({ event: "withdrawn", data: { sid: sent.sid } });
});

test("closing the phone ends every stream, and it still answers", async () => {
  const { phone, origin } = await startPhone();
  const { events } = await openEvents(origin);
  phone.close();
  expect(await events.next()).toBeUndefined();
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
});

test("stopping to listen ends every connection at once", async () => {
  const { listening, origin } = await startPhone();
  const { events } = await openEvents(origin);
  await listening.close();
  await expect(events.next()).rejects.toThrow("terminated");
  await expect(fetch(`${origin}/healthz`)).rejects.toThrow("fetch failed");
});

test("a port in use is the operating system's error", async () => {
  const { phone, listening } = await startPhone();
  const second = listenPhone(phone, { port: listening.port });
  await expect(second).rejects.toMatchObject({ code: "EADDRINUSE", port: listening.port });
});

test("nothing is left of a page that went away, over HTTP", async () => {
  const streams = createEventStreams();
  const stopped = vi.fn<() => void>();
  const listening = await listenPhone(
    { fetch: () => streams.open(() => stopped), close: () => streams.end() },
    { port: 0 },
  );
  const leaving = new AbortController();
  await fetch(listening.origin, { signal: leaving.signal });
  expect(streams.count()).toBe(1);
  leaving.abort();
  await vi.waitFor(() => expect(streams.count()).toBe(0), { interval: 5 });
  expect(stopped).toHaveBeenCalledOnce();
  await listening.close();
});

test("a page that asks for the headers only opens no stream", async () => {
  const { origin } = await startPhone();
  const answer = await fetch(`${origin}/events`, { method: "HEAD" });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
});

test("a page that never reads is dropped", async () => {
  const streams = createEventStreams();
  let send = (_event: { event: string; data: unknown }) => {};
  const stopped = vi.fn<() => void>();
  streams.open((given) => {
    send = given;
    return stopped;
  });
  for (let count = 0; count < 1000; count += 1) send({ event: "text", data: count });
  expect(streams.count()).toBe(0);
  expect(stopped).toHaveBeenCalledOnce();
});
