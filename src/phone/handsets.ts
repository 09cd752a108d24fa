// Owns the texts that lie on people's handsets, and tells listeners of new ones. A handset keeps
// its texts when the account redacts or deletes the message, as a real one does.

/** A text on a handset; `receivedAt` in milliseconds since 1970, `order` grows with every text. */
export type Text = {
  sid: string;
  to: string;
  from: string;
  body: string;
  receivedAt: number;
  order: number;
};

/** One handset: a phone number and its texts, oldest first. */
export type Handset = { number: string; texts: readonly Text[] };

/** What happened on a handset. */
export type HandsetEvent = { kind: "text"; text: Text } | { kind: "withdrawn"; text: Text };

/** All handsets there are. */
export type Handsets = {
  receive(text: Omit<Text, "order">): void;
  /** Takes back the text of a message that was canceled. */
  withdraw(sid: string): void;
  /** The handset of a number; without texts if none came. */
  find(number: string): Handset;
  /** At most `limit` handsets, the one with the newest text first. */
  newestFirst(limit: number): Handset[];
  count(): number;
  /** The `order` of the newest text, 0 before the first. */
  latest(): number;
  /** The texts that came after the one with this `order`, oldest first. */
  since(order: number): Text[];
  /** Calls `listener` for everything that happens from now on; the answer ends that. */
  subscribe(listener: (event: HandsetEvent) => void): () => void;
};

const MAX_HANDSETS = 1000;
const MAX_TEXTS_PER_HANDSET = 20;

/** Starts without handsets; a number has one from its first text on. */
export function createHandsets(): Handsets {
  // In the order of their newest text, newest last.
  const byNumber = new Map<string, Text[]>();
  const listeners = new Set<(event: HandsetEvent) => void>();
  let order = 0;
  const tell = (event: HandsetEvent) => listeners.forEach((listener) => listener(event));
  const newest = () => [...byNumber].reverse();
  return {
    receive(received) {
      order += 1;
      const text = { ...received, order };
      const texts = [...(byNumber.get(text.to) ?? []), text].slice(-MAX_TEXTS_PER_HANDSET);
      byNumber.delete(text.to);
      byNumber.set(text.to, texts);
      const [stalest] = byNumber.keys();
      if (stalest !== undefined && byNumber.size > MAX_HANDSETS) byNumber.delete(stalest);
      tell({ kind: "text", text });
    },
    withdraw(sid) {
      for (const [number, texts] of byNumber) {
        const text = texts.find((one) => one.sid === sid);
        if (!text) continue;
        const others = texts.filter((one) => one !== text);
        if (others.length > 0) byNumber.set(number, others);
        else byNumber.delete(number);
        return tell({ kind: "withdrawn", text });
      }
    },
    find: (number) => ({ number, texts: byNumber.get(number) ?? [] }),
    newestFirst: (limit) =>
      newest()
        .slice(0, limit)
        .map(([number, texts]) => ({ number, texts })),
    count: () => byNumber.size,
    latest: () => order,
    since: (after) =>
      [...byNumber.values()]
        .flat()
        .filter((text) => text.order > after)
        .sort((one, other) => one.order - other.order),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
