// What the official Twilio client can do with a message it has sent.

import { expect, test } from "vitest";
import { ACCOUNT_SID, ADA, AUTHORIZATION, OWN_NUMBER, SERVICE_SID, startPhone } from "./fixture.ts";

test("a delivered message is redacted, and its handset keeps the text", async () => {
  const { client, text, pass, origin } = await startPhone();
  const message = await text("Your code is 123456");
  pass(1000);
  const redacted = await client.messages(message.sid).update({ body: "" });
  expect(redacted).toMatchObject({ sid: message.sid, body: "", status: "delivered" });
  expect((await client.messages(message.sid).fetch()).body).toBe("");
  expect(await (await fetch(origin)).text()).toContain("Your code is");
});

test("a message cannot be rewritten", async () => {
  const { client, text, pass } = await startPhone();
  const message = await text("Hello");
  pass(1000);
  await expect(client.messages(message.sid).update({ body: "Bye" })).rejects.toMatchObject({
    status: 400,
    code: 20001,
  });
  expect((await client.messages(message.sid).fetch()).body).toBe("Hello");
});

test("a queued message is canceled and its text taken back", async () => {
  const { client, text, pass, origin } = await startPhone();
  const message = await text("Your code is 123456");
  const canceled = await client.messages(message.sid).update({ status: "canceled" });
  expect(canceled).toMatchObject({ status: "canceled", dateSent: null });
  pass(1000);
  expect((await client.messages(message.sid).fetch()).status).toBe("canceled");
  expect(await (await fetch(origin)).text()).not.toContain("Your code is");
});

test("an accepted message of a service is canceled", async () => {
  const { client } = await startPhone();
  const options = { to: ADA, messagingServiceSid: SERVICE_SID, body: "Hello" };
  const message = await client.messages.create(options);
  const canceled = await client.messages(message.sid).update({ status: "canceled" });
  expect(canceled).toMatchObject({ status: "canceled", from: null });
});

test("a message under way is neither canceled nor redacted nor deleted", async () => {
  const { client, text, pass } = await startPhone();
  const message = await text("Hello");
  pass(300);
  const conflict = { status: 409, code: 20009 };
  await expect(client.messages(message.sid).update({ status: "canceled" })).rejects.toMatchObject({
    status: 400,
    code: 30409,
    message: "This message cannot be canceled",
  });
  await expect(client.messages(message.sid).update({ body: "" })).rejects.toMatchObject(conflict);
  await expect(client.messages(message.sid).remove()).rejects.toMatchObject(conflict);
});

test("a deleted message is gone", async () => {
  const { client, text, pass } = await startPhone();
  const message = await text("Hello");
  pass(1000);
  expect(await client.messages(message.sid).remove()).toBe(true);
  await expect(client.messages(message.sid).fetch()).rejects.toMatchObject({
    status: 404,
    code: 20404,
    message: expect.stringMatching(/^The requested resource \/2010-04-01\/.+ was not found$/),
  });
  await expect(client.messages(message.sid).remove()).rejects.toMatchObject({ status: 404 });
  expect(await client.messages.list()).toEqual([]);
});

test("feedback is confirmed, and a text has no media", async () => {
  const { client, text, messagesUrl } = await startPhone();
  const message = await text("Hello");
  const feedback = await client.messages(message.sid).feedback.create({ outcome: "confirmed" });
  expect(feedback).toMatchObject({ messageSid: message.sid, outcome: "confirmed" });
  expect(await client.messages(message.sid).media.list()).toEqual([]);
  const wrong = await fetch(messagesUrl.replace(".json", `/${message.sid}/Feedback.json`), {
    method: "POST",
    headers: { Authorization: AUTHORIZATION },
    body: new URLSearchParams({ Outcome: "splendid" }),
  });
  expect(await wrong.json()).toMatchObject({ status: 400, code: 20001 });
});

test("only the newest 10,000 messages are kept", async () => {
  const { phone, client, text } = await startPhone();
  const oldest = await text("the first");
  const fill = async (count: number) => {
    for (let sent = 0; sent < count; sent += 1) await phone.fetch(createRequest());
  };
  await fill(9_999);
  expect((await client.messages(oldest.sid).fetch()).body).toBe("the first");
  await fill(1);
  await expect(client.messages(oldest.sid).fetch()).rejects.toMatchObject({ status: 404 });
  expect((await client.messages.list({ limit: 1 }))[0]?.body).toBe("filling");
});

function createRequest(): Request {
  return new Request(`http://localhost/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`, {
    method: "POST",
    headers: { Authorization: AUTHORIZATION },
    body: new URLSearchParams({ To: ADA, From: OWN_NUMBER, Body: "filling" }),
  });
}
