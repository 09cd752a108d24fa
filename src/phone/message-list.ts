// Owns which messages a list request asks for, and which page of them.

import { days, seconds } from "../primitives/duration.ts";
import type { AccountFacts } from "./message-json.ts";
import { messageJson, senderAt } from "./message-json.ts";
import { progressAt } from "./message-status.ts";
import type { Message } from "./messages.ts";
import { readPhoneNumber } from "./phone-number.ts";
import type { RestRefusal } from "./rest-error.ts";
import { invalidParameter } from "./rest-error.ts";

/** A page of a list, in positions of the whole list. */
export type PageRequest = { size: number; number: number; token: Cursor | undefined };

/** Where a page begins or ends: only messages older, or only messages newer than `order`. */
type Cursor = { direction: "older" | "newer"; order: number };

type Test = (message: Message, now: number) => boolean;

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1000;

/**
 * Answers a request for a list of messages, newest first.
 *
 * @param messages - all messages of the account, newest first
 * @param url - the request's address; its query holds filters and the page
 * @param now - milliseconds since 1970
 */
export function listMessages(messages: Message[], account: AccountFacts, url: URL, now: number) {
  const filters = readFilters(url.searchParams, account);
  if (!filters.ok) return filters;
  const page = readPage(url.searchParams);
  if (!page.ok) return page;
  const matching = messages.filter((message) => filters.tests.every((test) => test(message, now)));
  const { found, hasNewer, hasOlder } = cut(matching, page.page);
  const { number, size } = page.page;
  const next = hasOlder ? pageUri(url, number + 1, size, `PA${at(found.at(-1))}`) : null;
  const previous =
    hasNewer && number > 0 ? pageUri(url, number - 1, size, `PB${at(found[0])}`) : null;
  const shown = found.map((message) => messageJson(message, account, now));
  return {
    ok: true as const,
    json: { messages: shown, ...envelope(url, page.page, shown, next, previous) },
  };
}

/** The answer about a list that is always empty, as a text's list of media. */
export function emptyList(url: URL, name: string) {
  const page = { size: DEFAULT_PAGE_SIZE, number: 0, token: undefined };
  return { [name]: [], ...envelope(url, page, [], null, null) };
}

function envelope(
  url: URL,
  { size, number }: PageRequest,
  shown: unknown[],
  next: string | null,
  previous: string | null,
) {
  const start = number * size;
  return {
    end: Math.max(start + shown.length - 1, start),
    first_page_uri: pageUri(url, 0, size),
    next_page_uri: next,
    page: number,
    page_size: size,
    previous_page_uri: previous,
    start,
    uri: url.pathname + url.search,
  };
}

function cut(messages: Message[], { size, number, token }: PageRequest) {
  let from = token ? 0 : number * size;
  if (token?.direction === "older")
    from = messages.filter((one) => one.order >= token.order).length;
  if (token?.direction === "newer") {
    const newer = messages.filter((one) => one.order > token.order).length;
    from = Math.max(0, newer - size);
  }
  const found = messages.slice(from, from + size);
  const hasOlder = found.length > 0 && messages.length > from + size;
  return { found, hasNewer: found.length > 0 && from > 0, hasOlder };
}

function pageUri(url: URL, number: number, size: number, token?: string): string {
  const query = new URLSearchParams(url.searchParams);
  query.delete("PageToken");
  query.set("PageSize", String(size));
  query.set("Page", String(number));
  if (token) query.set("PageToken", token);
  return `${url.pathname}?${query}`;
}

/** Tokens name a position, not a sid, so that paging survives the deletion of what was read. */
const at = (message: Message | undefined): string =>
  `SM${(message?.order ?? 0).toString(16).padStart(32, "0")}`;

type ReadPage = { ok: true; page: PageRequest } | { ok: false; refusal: RestRefusal };

function readPage(query: URLSearchParams): ReadPage {
  const size = query.get("PageSize") ?? String(DEFAULT_PAGE_SIZE);
  if (!/^[0-9]{1,9}$/.test(size) || Number(size) < 1) return refuse("PageSize");
  const number = query.get("Page") ?? "0";
  if (!/^[0-9]{1,9}$/.test(number)) return refuse("Page");
  const written = query.get("PageToken");
  const token = written === null ? undefined : readToken(written);
  if (written !== null && token === undefined) return refuse("PageToken");
  return {
    ok: true,
    page: { size: Math.min(Number(size), MAX_PAGE_SIZE), number: Number(number), token },
  };
}

function readToken(written: string): Cursor | undefined {
  const [, side, order] = /^P([AB])SM0{20}([0-9a-f]{12})$/.exec(written) ?? [];
  if (order === undefined) return undefined;
  return { direction: side === "A" ? "older" : "newer", order: Number.parseInt(order, 16) };
}

type ReadFilters = { ok: true; tests: Test[] } | { ok: false; refusal: RestRefusal };

function readFilters(query: URLSearchParams, account: AccountFacts): ReadFilters {
  const tests: Test[] = [];
  const to = query.get("To");
  if (to) tests.push((message) => message.to === (readPhoneNumber(to) ?? to));
  const from = query.get("From");
  if (from) tests.push(hasSender(readPhoneNumber(from) ?? from, account));
  for (const name of ["DateSent", "DateSent<", "DateSent>"]) {
    const written = query.get(name);
    if (!written) continue;
    const span = readSpan(written, name === "DateSent");
    if (!span) return refuse(name);
    if (name !== "DateSent<") tests.push((message, now) => sentAt(message, now) >= span.start);
    if (name !== "DateSent>") tests.push((message, now) => sentAt(message, now) < span.end);
  }
  return { ok: true, tests };
}

const hasSender =
  (from: string, account: AccountFacts): Test =>
  (message, now) =>
    senderAt(message, account, now) === from;

/** A message that has not left yet is found under the time it was created. */
const sentAt = (message: Message, now: number): number =>
  progressAt(message, now).sentAt ?? message.createdAt;

/** A date means its whole day in GMT, a time its whole second; `DateSent` alone always means a day. */
function readSpan(written: string, wholeDay: boolean): { start: number; end: number } | undefined {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(written);
  const time = Date.parse(written);
  if (Number.isNaN(time)) return undefined;
  const unit = isDate || wholeDay ? days(1) : seconds(1);
  const start = Math.floor(time / unit) * unit;
  return { start, end: start + unit };
}

function refuse(name: string): { ok: false; refusal: RestRefusal } {
  return { ok: false, refusal: invalidParameter(name) };
}
