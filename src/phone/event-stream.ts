// Owns streams of server-sent events: opening, feeding and ending them. Not what they say.

/** One event; `data` is sent as JSON. */
export type ServerSentEvent = { event: string; id?: string; data: unknown };

type Feed = (send: (event: ServerSentEvent) => void) => () => void;

/** All open streams of this phone. */
export type EventStreams = {
  /**
   * Opens a stream. `feed` is handed the way to send and answers with what stops it; it is stopped
   * when the client goes away, does not read, or all streams end.
   */
  open(feed: Feed): Response;
  count(): number;
  /** Ends every stream at once. */
  end(): void;
};

/** A client that has left this many events unread is dropped; it will come back and catch up. */
const MAX_UNREAD = 500;

/** Starts with no stream open. */
export function createEventStreams(): EventStreams {
  const open = new Set<{ end(): void }>();
  return {
    open(feed) {
      const stream = createStream(feed, () => open.delete(stream));
      open.add(stream);
      const headers = { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" };
      return new Response(stream.body, { headers });
    },
    count: () => open.size,
    end: () => open.forEach((stream) => stream.end()),
  };
}

function createStream(feed: Feed, onReleased: () => void) {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let stopFeed: (() => void) | undefined;
  let isOpen = true;
  const release = () => {
    isOpen = false;
    stopFeed?.();
    onReleased();
  };
  const end = () => {
    if (!isOpen) return;
    release();
    controller.close();
  };
  const send = (event: ServerSentEvent) => {
    if (!isOpen) return;
    if ((controller.desiredSize ?? 0) < -MAX_UNREAD) return end();
    controller.enqueue(encoder.encode(written(event)));
  };
  const body = new ReadableStream<Uint8Array>({
    start(started) {
      controller = started;
      controller.enqueue(encoder.encode("retry: 2000\n\n"));
      stopFeed = feed(send);
      if (!isOpen) stopFeed();
    },
    cancel: release,
  });
  return { body, end };
}

function written({ event, id, data }: ServerSentEvent): string {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  return `${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
