// What a person sees on the handset page, and what the browser is told with it.

import { expect, test } from "vitest";
import { ADA, BEN, OWN_NUMBER, startPhone } from "./fixture.ts";

const get = async (address: string) => {
  const answer = await fetch(address);
  return { answer, html: await answer.text() };
};

const handsetsOf = (html: string) =>
  [...html.matchAll(/<article class="handset" data-number="([^"]+)"/g)].map((found) => found[1]);

test("before the first text the page says what it is", async () => {
  const { origin } = await startPhone();
  const { answer, html } = await get(origin);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/html; charset=UTF-8");
  expect(html).toMatch(/^<!doctype html><html lang="en">/);
  expect(html).toContain("the text with your code arrives here");
  expect(handsetsOf(html)).toEqual([]);
});

test("each number has a handset, the one with the newest text first", async () => {
  const { origin, text } = await startPhone();
  await text("one", ADA);
  await text("two", BEN);
  expect(handsetsOf((await get(origin)).html)).toEqual([BEN, ADA]);
  await text("three", ADA);
  expect(handsetsOf((await get(origin)).html)).toEqual([ADA, BEN]);
});

test("a text shows its sender, time, line breaks and code", async () => {
  const { origin, text } = await startPhone();
  await text("Your code is 481920.\n\n@localhost #481920");
  const { html } = await get(origin);
  expect(html).toContain(`<span>${OWN_NUMBER}</span>`);
  expect(html).toContain('<time datetime="2026-11-24T10:00:00.000Z">');
  expect(html).toContain("Your code is <strong>481920</strong>.\n\n@localhost #481920");
  expect(html).toContain('data-code="481920"');
});

test("a hostile text stays text", async () => {
  const { origin, text } = await startPhone();
  await text(`</p><script>alert(1)</script><img src=x onerror="alert(2)">'"&lt;\u202e\0`);
  const { html } = await get(origin);
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).not.toContain("<img");
  expect(html).toContain("&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).toContain("&#39;&quot;&amp;lt;");
});

test("a hostile code stays text", async () => {
  const { origin, text } = await startPhone();
  await text('@x #1"><script>');
  const { html } = await get(origin);
  expect(html).toContain('data-code="1&quot;&gt;&lt;script&gt;"');
  expect(html.match(/<script/g)).toHaveLength(1);
});

test("the handset of one number is opened, with texts or without", async () => {
  const { origin, text } = await startPhone();
  await text("for Ada", ADA);
  await text("for Ben", BEN);
  const ada = await get(`${origin}/?number=${encodeURIComponent(ADA)}`);
  expect(handsetsOf(ada.html)).toEqual([ADA]);
  expect(ada.html).toContain("for Ada");
  expect(ada.html).not.toContain("for Ben");
  const plain = await get(`${origin}/?number=+44 7700 900 777`);
  expect(handsetsOf(plain.html)).toEqual(["+447700900777"]);
});

test("a number that is none is told how to write one, and stays in the field", async () => {
  const { origin } = await startPhone();
  const typed = encodeURIComponent('07700"><b>');
  const { answer, html } = await get(`${origin}/?number=${typed}`);
  expect(answer.status).toBe(400);
  expect(html).toContain("<title>Error: ");
  expect(html).toContain('aria-invalid="true" aria-describedby="number-error number-hint"');
  expect(html).toContain('value="07700&quot;&gt;&lt;b&gt;"');
  expect(html).toContain('id="number-error"');
  expect((await get(`${origin}/?number=`)).answer.status).toBe(200);
});

test("older handsets are counted, and a handset keeps its newest 20 texts", async () => {
  const { origin, text } = await startPhone();
  for (let number = 0; number < 26; number += 1) await text("Hello", `+4477009008${10 + number}`);
  const { html } = await get(origin);
  expect(handsetsOf(html)).toHaveLength(24);
  expect(html).toContain("2 older handsets are not shown");
  for (let number = 1; number <= 21; number += 1) await text(`text ${number}.`);
  const ada = (await get(`${origin}/?number=${encodeURIComponent(ADA)}`)).html;
  expect(ada).not.toContain("text 1.");
  expect(ada).toContain("text 2.");
  expect(ada).toContain("text 21.");
});

test.for(["/", "/assets/handset.css", "/assets/handset.js", "/healthz", "/nothing"])(
  "%s carries the headers that keep it private",
  async (path) => {
    const { origin } = await startPhone();
    const { headers } = (await get(origin + path)).answer;
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
        "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
  },
);

test("the files of the page have their types", async () => {
  const { origin } = await startPhone();
  const typeOf = async (name: string) =>
    (await get(`${origin}/assets/${name}`)).answer.headers.get("content-type");
  expect(await typeOf("handset.css")).toBe("text/css; charset=utf-8");
  expect(await typeOf("handset.js")).toBe("text/javascript; charset=utf-8");
  expect(await typeOf("handset.svg")).toBe("image/svg+xml");
});

test("the page is only read", async () => {
  const { origin } = await startPhone();
  for (const path of ["/", "/events", "/healthz", "/assets/handset.css"]) {
    const answer = await fetch(origin + path, { method: "POST" });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD");
  }
  expect((await fetch(`${origin}/assets/../phone.ts`)).status).toBe(404);
  expect(await (await fetch(`${origin}/healthz`)).json()).toEqual({ status: "ok" });
});
