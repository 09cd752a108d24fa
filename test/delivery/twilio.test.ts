// Owns what is asked of the Twilio messenger: the official library against the phone in the box and
// against servers with faults, over HTTP.
import { describe, expect, test } from "vitest";
import { createTwilioMessenger, type TwilioSettings } from "../../src/delivery/twilio.ts";
import {
  ACCOUNT_SID,
  ADA,
  AUTH_TOKEN,
  OWN_NUMBER,
  SERVICE_SID,
  startPhone,
} from "../phone/fixture.ts";
import { accept, answerWith, hangUp, startFaultyProvider } from "./faulty-provider.ts";

const TEXT = { to: ADA, body: "123456 is your code.", validForMs: 300_000 };
const ACCOUNT = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, phoneNumber: OWN_NUMBER };

const messengerAt = (baseUrl: string, changes: Partial<TwilioSettings> = {}) =>
  createTwilioMessenger({ ...ACCOUNT, baseUrl, ...changes });

describe("with the phone in the box", () => {
  test("a text is accepted and lies on the handset", async () => {
    const { origin, client } = await startPhone();
    const result = await messengerAt(origin).sendText(TEXT);
    expect(result).toMatchObject({
      result: "accepted",
      id: expect.stringMatching(/^SM[0-9a-f]{32}$/),
    });
    const [message] = await client.messages.list({ to: ADA });
    expect(message).toMatchObject({ body: TEXT.body, from: OWN_NUMBER });
    expect(result).toEqual({ result: "accepted", id: message?.sid });
  });

  test("a messaging service sends instead of the number", async () => {
    const { origin, client } = await startPhone();
    const messenger = messengerAt(origin, { messagingServiceSid: SERVICE_SID });
    expect(await messenger.sendText(TEXT)).toMatchObject({ result: "accepted" });
    const [message] = await client.messages.list({ to: ADA });
    expect(message?.messagingServiceSid).toBe(SERVICE_SID);
  });

  test.each([
    ["+15005550001", 21211],
    ["+15005550002", 21612],
    ["+15005550003", 21408],
    ["+15005550004", 21610],
    ["+15005550009", 21614],
  ])("a text to %s is refused for good, with %i", async (to, errorCode) => {
    const { origin } = await startPhone();
    expect(await messengerAt(origin).sendText({ ...TEXT, to })).toEqual({
      result: "refused",
      errorCode,
    });
  });

  test.each([
    ["+15005550001", 21212],
    ["+15005550007", 21606],
  ])("a text from %s is refused for good, with %i", async (phoneNumber, errorCode) => {
    const { origin } = await startPhone();
    const messenger = messengerAt(origin, { phoneNumber });
    expect(await messenger.sendText(TEXT)).toEqual({ result: "refused", errorCode });
  });

  test("a full queue is for later: it empties", async () => {
    const { origin } = await startPhone();
    const messenger = messengerAt(origin, { phoneNumber: "+15005550008" });
    expect(await messenger.sendText(TEXT)).toEqual({ result: "not-now", errorCode: 21611 });
  });

  test("a wrong token is for later: the operator may put it right in time", async () => {
    const { origin, client } = await startPhone();
    const messenger = messengerAt(origin, { authToken: "wrong" });
    expect(await messenger.sendText(TEXT)).toEqual({ result: "not-now", errorCode: 20003 });
    expect(await client.messages.list()).toEqual([]);
  });

  test("after a refusal the same messenger sends on", async () => {
    const { origin } = await startPhone();
    const messenger = messengerAt(origin);
    expect(await messenger.sendText({ ...TEXT, to: "+15005550004" })).toMatchObject({
      result: "refused",
    });
    expect(await messenger.sendText(TEXT)).toMatchObject({ result: "accepted" });
  });
});

describe("with a provider that fails", () => {
  test.each([
    ["429", answerWith(429, 20429), { result: "not-now", errorCode: 20429 }],
    ["401", answerWith(401, 20003), { result: "not-now", errorCode: 20003 }],
    ["403", answerWith(403, 20006), { result: "not-now", errorCode: 20006 }],
    ["404", answerWith(404, 20404), { result: "not-now", errorCode: 20404 }],
    ["500", answerWith(500, 20500), { result: "unknown", errorCode: 20500 }],
    ["503 without a code", answerWith(503), { result: "unknown" }],
    ["400 without a code", answerWith(400), { result: "refused", errorCode: 400 }],
    ["an end of the connection after accepting", hangUp, { result: "unknown" }],
  ])("%s", async (_name, behave, result) => {
    const provider = await startFaultyProvider(behave);
    expect(await messengerAt(provider.baseUrl).sendText(TEXT)).toEqual(result);
    // The library does not try again by itself: that would be a text nobody counted.
    expect(provider.sent).toHaveLength(1);
  });

  test("nobody listening: certainly not sent, so for later", async () => {
    const provider = await startFaultyProvider(accept);
    await provider.close();
    expect(await messengerAt(provider.baseUrl).sendText(TEXT)).toEqual({ result: "not-now" });
  });

  test("an answer that is no JSON tells nothing", async () => {
    const provider = await startFaultyProvider((response) => {
      response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad Gateway</h1>");
    });
    expect(await messengerAt(provider.baseUrl).sendText(TEXT)).toMatchObject({ result: "unknown" });
  });
});

describe("what is sent", () => {
  test("the account's address, the token, the form", async () => {
    const provider = await startFaultyProvider(accept);
    await messengerAt(`${provider.baseUrl}/`).sendText(TEXT);
    expect(provider.sent).toHaveLength(1);
    const [
      { path, authorization, form } = { path: "", authorization: "", form: new URLSearchParams() },
    ] = provider.sent;
    expect(path).toBe(`/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`);
    expect(authorization).toBe(`Basic ${btoa(`${ACCOUNT_SID}:${AUTH_TOKEN}`)}`);
    expect(Object.fromEntries(form)).toEqual({
      To: ADA,
      From: OWN_NUMBER,
      Body: TEXT.body,
      ValidityPeriod: "300",
    });
  });

  test("an API key speaks for the account", async () => {
    const provider = await startFaultyProvider(accept);
    const key = `SK${"0".repeat(32)}`;
    await createTwilioMessenger({
      accountSid: ACCOUNT_SID,
      phoneNumber: OWN_NUMBER,
      baseUrl: provider.baseUrl,
      apiKey: key,
      apiSecret: "the key's secret",
    }).sendText(TEXT);
    expect(provider.sent[0]?.path).toContain(ACCOUNT_SID);
    expect(provider.sent[0]?.authorization).toBe(`Basic ${btoa(`${key}:the key's secret`)}`);
  });

  test.each([
    [1, "1"],
    [299_001, "300"],
    [-5, "1"],
    [99_999_999, "36000"],
  ])("a text worth %i ms is kept by Twilio for %s s", async (validForMs, period) => {
    const provider = await startFaultyProvider(accept);
    await messengerAt(provider.baseUrl).sendText({ ...TEXT, validForMs });
    expect(provider.sent[0]?.form.get("ValidityPeriod")).toBe(period);
  });
});
