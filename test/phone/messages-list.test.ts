// What the official Twilio client finds when it lists messages.

import { expect, test } from "vitest";
import { ADA, AUTHORIZATION, BEN, OWN_NUMBER, SERVICE_SID, startPhone } from "./fixture.ts";

const day = 24 * 60 * 60 * 1000;

const bodies = (messages: { body: string }[]) => messages.map((message) => message.body);

async function startWithTexts(count: number) {
  const started = await startPhone();
  for (let number = 1; number <= count; number += 1) await started.text(`text ${number}`);
  return started;
}

test("the newest message comes first", async () => {
  const { client } = await startWithTexts(3);
  expect(bodies(await client.messages.list())).toEqual(["text 3", "text 2", "text 1"]);
});

test("messages are found by recipient and by sender", async () => {
  const { client, text, pass } = await startPhone();
  await text("for Ada");
  await text("for Ben", BEN);
  await client.messages.create({ to: BEN, messagingServiceSid: SERVICE_SID, body: "by service" });
  pass(1000);
  await client.messages.create({ to: ADA, from: "+15005550006", body: "by another" });
  expect(bodies(await client.messages.list({ to: BEN }))).toEqual(["by service", "for Ben"]);
  expect(bodies(await client.messages.list({ from: OWN_NUMBER }))).toEqual([
    "by service",
    "for Ben",
    "for Ada",
  ]);
  expect(await client.messages.list({ to: ADA, from: "+447700900777" })).toEqual([]);
});

test("messages are found by the day or the time they were sent", async () => {
  const { client, text, pass } = await startPhone();
  await text("on the 24th");
  pass(day);
  await text("on the 25th");
  pass(day);
  await text("on the 26th");
  const second = new Date("2026-11-25T10:00:00Z");
  const list = async (filter: object) => bodies(await client.messages.list(filter));
  expect(await list({ dateSent: new Date("2026-11-25T00:00:00Z") })).toEqual(["on the 25th"]);
  expect(await list({ dateSentAfter: second })).toEqual(["on the 26th", "on the 25th"]);
  expect(await list({ dateSentAfter: new Date(second.getTime() + 1000) })).toEqual(["on the 26th"]);
  expect(await list({ dateSentBefore: second })).toEqual(["on the 25th", "on the 24th"]);
  expect(await list({ dateSentBefore: new Date(second.getTime() - 1000) })).toEqual([
    "on the 24th",
  ]);
});

test("a date without a time means the whole day", async () => {
  const { text, messagesUrl } = await startPhone();
  await text("on the 24th");
  const list = async (query: string) => {
    const answer = await fetch(`${messagesUrl}?${query}`, {
      headers: { Authorization: AUTHORIZATION },
    });
    return bodies((await answer.json()).messages);
  };
  expect(await list("DateSent=2026-11-24")).toEqual(["on the 24th"]);
  expect(await list("DateSent=2026-11-23")).toEqual([]);
  expect(await list("DateSent<=2026-11-24")).toEqual(["on the 24th"]);
  expect(await list("DateSent<=2026-11-23")).toEqual([]);
  expect(await list("DateSent>=2026-11-24")).toEqual(["on the 24th"]);
  expect(await list("DateSent>=2026-11-25")).toEqual([]);
});

test("all pages together hold every message once", async () => {
  const { client } = await startWithTexts(7);
  const all = await client.messages.list({ pageSize: 3 });
  expect(bodies(all)).toEqual([7, 6, 5, 4, 3, 2, 1].map((number) => `text ${number}`));
  const some = await client.messages.list({ pageSize: 2, limit: 5 });
  expect(some).toHaveLength(5);
});

test("pages are turned in both directions", async () => {
  const { client, text } = await startWithTexts(5);
  const first = await client.messages.page({ pageSize: 2, to: ADA });
  expect(bodies(first.instances)).toEqual(["text 5", "text 4"]);
  expect(first.previousPageUrl).toBeUndefined();
  await text("text 6, in between");
  const second = (await first.nextPage())!;
  expect(bodies(second.instances)).toEqual(["text 3", "text 2"]);
  const third = (await second.nextPage())!;
  expect(bodies(third.instances)).toEqual(["text 1"]);
  expect(third.nextPageUrl).toBeUndefined();
  expect(bodies((await third.previousPage())!.instances)).toEqual(["text 3", "text 2"]);
  expect(bodies((await second.previousPage())!.instances)).toEqual(["text 5", "text 4"]);
});

test("every message is met once when each is deleted on the way", async () => {
  const { client, pass } = await startWithTexts(7);
  pass(1000);
  const met: string[] = [];
  type Page = Pick<Awaited<ReturnType<typeof client.messages.page>>, "instances" | "nextPage">;
  let page: Page | undefined = await client.messages.page({ pageSize: 2 });
  while (page) {
    for (const message of page.instances) {
      met.push(message.body);
      await client.messages(message.sid).remove();
    }
    page = await page.nextPage();
  }
  expect(met).toHaveLength(7);
  expect(await client.messages.list()).toEqual([]);
});

test("a page says where it stands", async () => {
  const { messagesUrl } = await startWithTexts(3);
  const { pathname } = new URL(messagesUrl);
  const get = async (address: string) => {
    const answer = await fetch(address, { headers: { Authorization: AUTHORIZATION } });
    return { status: answer.status, json: await answer.json() };
  };
  const { json: first } = await get(`${messagesUrl}?PageSize=2&To=%2B447700900123`);
  expect(first).toMatchObject({
    page: 0,
    page_size: 2,
    start: 0,
    end: 1,
    previous_page_uri: null,
    uri: `${pathname}?PageSize=2&To=%2B447700900123`,
    first_page_uri: `${pathname}?PageSize=2&To=%2B447700900123&Page=0`,
  });
  expect(first.next_page_uri).toMatch(/[?&]Page=1&PageToken=PASM[0-9a-f]{32}$/);
  const { json: second } = await get(new URL(first.next_page_uri, messagesUrl).href);
  expect(second).toMatchObject({ page: 1, page_size: 2, start: 2, end: 2, next_page_uri: null });
  expect(second.messages).toHaveLength(1);
  const { json: empty } = await get(`${messagesUrl}?To=%2B447700900999`);
  expect(empty).toMatchObject({ messages: [], page: 0, page_size: 50, start: 0, end: 0 });
  const { json: largest } = await get(`${messagesUrl}?PageSize=5000`);
  expect(largest.page_size).toBe(1000);
});

test.for(["PageSize=0", "PageSize=x", "Page=-1", "PageToken=x", "DateSent=soon", "DateSent%3E=x"])(
  "a list asked for with %s is refused",
  async (query) => {
    const { messagesUrl } = await startPhone();
    const answer = await fetch(`${messagesUrl}?${query}`, {
      headers: { Authorization: AUTHORIZATION },
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 20001, status: 400 });
  },
);
