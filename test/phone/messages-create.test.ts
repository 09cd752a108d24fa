// What the official Twilio client sees when it sends a text.

import twilio from "twilio";
import { describe, expect, test } from "vitest";
import {
  ACCOUNT_SID,
  ADA,
  AUTHORIZATION,
  createClient,
  OWN_NUMBER,
  SERVICE_SID,
  startPhone,
} from "./fixture.ts";

/** The keys of "api.v2010.account.message" in Twilio's own description of the API. */
const KEYS = [
  "account_sid",
  "api_version",
  "body",
  "date_created",
  "date_sent",
  "date_updated",
  "direction",
  "error_code",
  "error_message",
  "from",
  "messaging_service_sid",
  "num_media",
  "num_segments",
  "price",
  "price_unit",
  "sid",
  "status",
  "subresource_uris",
  "to",
  "uri",
];

test("a created message is answered as Twilio answers it", async () => {
  const { messagesUrl } = await startPhone();
  const answer = await fetch(messagesUrl, {
    method: "POST",
    headers: { Authorization: AUTHORIZATION },
    body: new URLSearchParams({ To: ADA, From: OWN_NUMBER, Body: "Hello" }),
  });
  const json = await answer.json();
  expect(answer.status).toBe(201);
  expect(answer.headers.get("content-type")).toContain("application/json");
  expect(Object.keys(json).sort()).toEqual(KEYS);
  const uri = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/${json.sid}`;
  expect(json).toEqual({
    account_sid: ACCOUNT_SID,
    api_version: "2010-04-01",
    body: "Hello",
    date_created: "Tue, 24 Nov 2026 10:00:00 +0000",
    date_sent: null,
    date_updated: "Tue, 24 Nov 2026 10:00:00 +0000",
    direction: "outbound-api",
    error_code: null,
    error_message: null,
    from: OWN_NUMBER,
    messaging_service_sid: null,
    num_media: "0",
    num_segments: "1",
    price: null,
    price_unit: "USD",
    sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
    status: "queued",
    subresource_uris: { media: `${uri}/Media.json`, feedback: `${uri}/Feedback.json` },
    to: ADA,
    uri: `${uri}.json`,
  });
});

test("a message moves from queued to delivered within a second", async () => {
  const { client, text, pass } = await startPhone();
  const created = await text("Hello");
  const statuses: string[] = [created.status];
  for (let passed = 0; passed < 1000; passed += 50) {
    pass(50);
    const { status } = await client.messages(created.sid).fetch();
    if (status !== statuses.at(-1)) statuses.push(status);
  }
  expect(statuses).toEqual(["queued", "sending", "sent", "delivered"]);
  const delivered = await client.messages(created.sid).fetch();
  expect(delivered.dateSent).toEqual(new Date("2026-11-24T10:00:00Z"));
  expect(delivered.errorCode).toBeNull();
});

test("a messaging service accepts first and chooses the sender afterwards", async () => {
  const { client, pass } = await startPhone();
  const accepted = await client.messages.create({
    to: ADA,
    messagingServiceSid: SERVICE_SID,
    body: "Hello",
    statusCallback: "http://localhost:9/status",
    validityPeriod: 60,
    provideFeedback: true,
  });
  expect(accepted).toMatchObject({ status: "accepted", from: null, numSegments: "0" });
  expect(accepted.messagingServiceSid).toBe(SERVICE_SID);
  pass(1000);
  const delivered = await client.messages(accepted.sid).fetch();
  expect(delivered).toMatchObject({ status: "delivered", from: OWN_NUMBER, numSegments: "1" });
});

describe("a text is refused at once", () => {
  const good = { to: ADA, from: OWN_NUMBER, body: "Hello" };
  const list: [name: string, changed: object, code: number, message: RegExp][] = [
    ["without a recipient", { to: "" }, 21604, /^A 'To' phone number is required\.$/],
    ["without a sender", { from: "" }, 21603, /'From'/],
    ["without a body", { body: "" }, 21602, /body is required/],
    ["with 1601 characters", { body: "x".repeat(1601) }, 21617, /1600/],
    ["to a word", { to: "grandmother" }, 21211, /^Invalid 'To' Phone Number: grandmoXXXX$/],
    ["to a number without a country", { to: "07700900123" }, 21211, /Invalid 'To'/],
    ["to digits that are not ASCII", { to: "+٤٤٧٧٠٠٩٠٠١٢٣" }, 21211, /Invalid 'To'/],
    ["to itself", { to: OWN_NUMBER }, 21266, /cannot be the same/],
    ["from a word", { from: "?" }, 21212, /'From'/],
    ["from a number of others", { from: "+447700900999" }, 21606, /'From'/],
    ["through an unknown service", { messagingServiceSid: "MG1", from: "" }, 21701, /Service/],
    ["with a picture", { mediaUrl: ["http://localhost/cat.png"] }, 20001, /'MediaUrl'/],
    ["to magic …0001", { to: "+15005550001" }, 21211, /^Invalid 'To' Phone Number: \+1500555XXXX$/],
    ["to magic …0002", { to: "+15005550002" }, 21612, /./],
    ["to magic …0003", { to: "+15005550003" }, 21408, /^Permission to send an SMS/],
    ["to magic …0004", { to: "+15005550004" }, 21610, /unsubscribed recipient/],
    ["to magic …0009", { to: "+15005550009" }, 21614, /not a valid mobile number/],
    ["from magic …0001", { from: "+15005550001" }, 21212, /./],
    ["from magic …0007", { from: "+15005550007" }, 21606, /./],
    ["from magic …0008", { from: "+15005550008" }, 21611, /queued/],
  ];
  test.for(list)("%s", async ([_name, changed, code, message]) => {
    const { client } = await startPhone();
    const refused = client.messages.create({ ...good, ...changed });
    await expect(refused).rejects.toMatchObject({
      status: 400,
      code,
      message: expect.stringMatching(message),
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    });
    await expect(refused).rejects.toBeInstanceOf(twilio.RestException);
    expect(await client.messages.list()).toEqual([]);
  });

  test("but not with 1600 characters, or from magic …0006", async () => {
    const { client } = await startPhone();
    const longest = await client.messages.create({ ...good, body: "x".repeat(1600) });
    expect(longest.numSegments).toBe("11");
    const tested = await client.messages.create({ ...good, from: "+15005550006" });
    expect(tested.from).toBe("+15005550006");
  });
});

test("a number is understood in the spellings Twilio forgives", async () => {
  const { text } = await startPhone();
  expect(await text("Hello", "+44 (7700) 900-123")).toMatchObject({ to: ADA });
});

test("a wrong token is told to authenticate", async () => {
  const { origin } = await startPhone();
  const stranger = createClient(origin, "wrong");
  await expect(stranger.messages.list()).rejects.toMatchObject({
    status: 401,
    code: 20003,
    message: "Authenticate",
    moreInfo: "https://www.twilio.com/docs/errors/20003",
  });
});
