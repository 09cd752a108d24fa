// Reads every page in every state as text: frame, titles, fields, words, and what must not be there.

import { expect, test } from "vitest";
import { minutes, seconds } from "../../../src/primitives/duration.ts";
import { errorPage } from "../../../src/web/pages/error-page.tsx";
import { renderPage } from "../../../src/web/pages/layout.tsx";
import { waitInWords } from "../../../src/web/pages/time-words.ts";
import {
  DELIVERIES,
  LOGIN_ERRORS,
  SITE,
  VERIFY_ERRORS,
  login,
  pageStates,
  verify,
} from "./page-states.ts";

const PAGES = [...pageStates()];
const titleOf = (html: string) => /<title>(.*?)<\/title>/.exec(html)?.[1];
const tagWith = (html: string, attribute: string) =>
  new RegExp(`<[^>]*${attribute}[^>]*>`).exec(html)?.[0] ?? "";
/** The words of the line that says what became of the text. */
const deliveryLine = (html: string) =>
  /data-delivery-now=.*?<p>(.*?)<\/p>/s.exec(html)?.[1]?.replace(/<[^>]*>/g, "") ?? "";

test.each(PAGES)("%s is a whole document without anything inline or foreign", (_, html) => {
  expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(html).not.toMatch(/ style=|<style| on[a-z]+=|javascript:/);
  expect(html).not.toMatch(/<script(?![^>]* src="\/assets\/)/);
  expect(html).not.toMatch(/(?:src|href|action)="(?!\/(?!\/)|#)/);
  expect(html.match(/<h1/g)).toHaveLength(1);
  expect(html.match(/<main/g)).toHaveLength(1);
  expect(titleOf(html)).toContain(" – ");
  expect(html.indexOf("site.css")).toBeLessThan(html.indexOf("theme.css"));
  expect(html.match(/ autofocus/g)?.length ?? 0).toBeLessThanOrEqual(1);
});

test.each(PAGES)("%s begins its title with Error: exactly when it tells of one", (name, html) => {
  const words = [...LOGIN_ERRORS, ...VERIFY_ERRORS, "exhausted"];
  const isError =
    name.startsWith("error-") || words.some((word) => name.replace(/^[a-z]+-/, "") === word);
  expect(titleOf(html)?.startsWith("Error: ")).toBe(isError);
});

test("the sign-in form suits password managers and keeps the username only", () => {
  const html = login({ username: "ada", returnTo: "https://a.example/?x=1&y=2" });
  expect(html).toContain('<form class="form" method="post" action="/check-user">');
  expect(html).toContain('name="return_to" value="https://a.example/?x=1&amp;y=2"');
  const username = tagWith(html, 'id="username"');
  for (const part of [
    'value="ada"',
    'autocomplete="username"',
    'autocapitalize="none"',
    'spellcheck="false"',
    "required",
  ]) {
    expect(username).toContain(part);
  }
  const password = tagWith(html, 'id="password"');
  expect(password).toContain('autocomplete="current-password"');
  expect(password).not.toContain("value=");
  expect(html).not.toMatch(/onpaste|maxlength/);
  expect(login()).not.toContain("return_to");
});

test("a wrong password marks both fields and points at the words", () => {
  const html = login({ username: "ada", error: { word: "wrong-credentials" } });
  for (const id of ["username", "password"]) {
    expect(tagWith(html, `id="${id}"`)).toContain('aria-invalid="true"');
    expect(tagWith(html, `id="${id}"`)).toContain('aria-describedby="error-words"');
  }
  expect(tagWith(html, 'role="group"')).toMatch(/tabindex="-1".* autofocus/);
});

test("what a visitor typed is text, never markup", () => {
  const html = login({ username: '"><script>alert(1)</script>', signedInAs: "<b>ada</b>" });
  expect(html).not.toContain("<script>alert");
  expect(html).not.toContain("<b>");
});

test("the code has one text field that may be pasted and filled in", () => {
  const digits = tagWith(verify(), 'id="code"');
  for (const part of [
    'type="text"',
    'inputmode="numeric"',
    'autocomplete="one-time-code"',
    'autocapitalize="off"',
    'spellcheck="false"',
    "required",
    " autofocus",
  ]) {
    expect(digits).toContain(part);
  }
  expect(digits).not.toMatch(/maxlength|pattern|value/);
  const letters = verify({ code: { length: 8, characters: "letters-and-digits" } });
  expect(tagWith(letters, 'id="code"')).toContain('inputmode="text"');
  expect(letters).toContain("8 letters and digits");
  const username = tagWith(verify(), 'name="username"');
  expect(username).toContain('autocomplete="username"');
  expect(username).toContain("readonly");
});

test("every state of the text has its own sentence and icon, in a live region", () => {
  const lines = DELIVERIES.map((delivery) => deliveryLine(verify({ delivery })));
  expect(new Set(lines).size).toBe(DELIVERIES.length);
  const icons = DELIVERIES.map(
    (delivery) => /data-delivery-now=.*?<path d="(.*?)"/s.exec(verify({ delivery }))?.[1],
  );
  expect(new Set(icons).size).toBe(DELIVERIES.length);
  expect(tagWith(verify(), "data-delivery-now")).toContain('role="status"');
});

test("who cannot receive texts is offered the call, or told whom to ask", () => {
  const asks = verify({ delivery: "no-texts" });
  expect(deliveryLine(asks)).toContain("Ask whoever runs Acme to correct your number.");
  expect(asks).not.toContain('action="/resend"');
  const calls = verify({ delivery: "no-texts", callAvailable: true });
  expect(deliveryLine(calls)).toContain("Let us call you instead.");
  expect(calls).toContain('name="channel" value="call"');
  expect(calls).not.toContain('name="channel" value="sms"');
});

test("a wrong number is not called either", () => {
  for (const delivery of ["bad-number", "region"] as const) {
    expect(verify({ delivery, callAvailable: true })).not.toContain('action="/resend"');
  }
});

test("asking again is possible at any time, until no text is left", () => {
  const early = verify({ resend: { left: 1, inMs: seconds(25) } });
  expect(early).toContain("Better wait 30 seconds before asking again.");
  expect(early).toContain("You can send it once more.");
  expect(early).toContain('<form method="post" action="/resend" data-channel="sms">');
  expect(early).not.toContain("disabled");
  const none = verify({ resend: { left: 0, inMs: 0 } });
  expect(none).toContain("No more texts can be sent for this sign-in.");
  expect(none).not.toContain('action="/resend"');
});

test.each([
  [minutes(5), "The code works for 5 minutes."],
  [minutes(5) - seconds(15), "The code works for 5 minutes."],
  [minutes(5) - seconds(16), "The code works for 4 minutes."],
  [minutes(1), "The code works for 1 minute."],
  [seconds(44), "The code works for less than a minute."],
])("%i ms are said as: %s", (expiresInMs, sentence) => {
  expect(verify({ expiresInMs })).toContain(`>${sentence}</span>`);
});

test("a wrong code marks its field and says how many tries are left", () => {
  const html = verify({ error: { word: "wrong-code", guessesLeft: 1 } });
  expect(tagWith(html, 'id="code"')).toContain('aria-invalid="true"');
  expect(tagWith(html, 'id="code"')).toContain('aria-describedby="error-words code-hint"');
  expect(tagWith(html, 'id="code"')).not.toContain("autofocus");
  expect(html).toContain("You have 1 try left.");
});

test("after the last wrong code, or the code's life, there is only the way back", () => {
  for (const html of [verify({ exhausted: true }), verify({ expiresInMs: 0 })]) {
    expect(html.match(/<form/g)).toHaveLength(1);
    expect(html).toContain('action="/start-over"');
  }
});

test("the masked number is read out by its last digits", () => {
  expect(verify()).toContain("the phone number ending in 1 2 3");
  expect(verify()).toMatch(/<bdi[^>]*aria-hidden="true">•••• ••• 123<\/bdi>/);
});

test("an error page says when to try again", () => {
  const props = { site: SITE, status: 503, title: "Not now.", detail: "Wait." };
  const html = renderPage(errorPage({ ...props, retryAfterSeconds: 30 }));
  expect(html).toContain("Try again in 30 seconds.");
  expect(renderPage(errorPage(props))).not.toContain("Try again");
});

test.each([
  [undefined, "in a few minutes"],
  [0, "in 10 seconds"],
  [41, "in 50 seconds"],
  [51, "in 1 minute"],
  [61, "in 2 minutes"],
  [3_540, "in 59 minutes"],
  [3_541, "in 1 hour"],
  [86_400, "in 1 day"],
  [90_001, "in 2 days"],
])("a wait of %s s is said as: %s", (secondsToWait, words) => {
  expect(waitInWords(secondsToWait)).toBe(words);
});
