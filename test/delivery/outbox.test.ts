// Owns what is asked of the outbox: each message once, again when the provider is back, never for a
// code that is dead. Real rules and SQLite, the real Twilio library, a provider over HTTP.
import { describe, expect, onTestFinished, test } from "vitest";
import { startOutbox, type OutboxOptions } from "../../src/delivery/outbox.ts";
import { createTwilioMessenger } from "../../src/delivery/twilio.ts";
import { resendCode } from "../../src/domain/sign-in.ts";
import { signOut } from "../../src/domain/session.ts";
import { setEnabled, setPhone } from "../../src/domain/user.ts";
import { minutes, seconds } from "../../src/primitives/duration.ts";
import { openRules, type Rules } from "../helpers/domain.ts";
import { ACCOUNT_SID, AUTH_TOKEN, OWN_NUMBER } from "../phone/fixture.ts";
import { accept, answerWith, hangUp, startFaultyProvider, type Sent } from "./faulty-provider.ts";

const ADA = "+447700900123";

type Provider = Awaited<ReturnType<typeof startFaultyProvider>>;

/** The rules, the user ada, and workers that send to `provider`. */
async function openDelivery(
  provider: Pick<Provider, "baseUrl">,
  changes: Partial<OutboxOptions> = {},
) {
  const rules = await openRules();
  await rules.addUser("ada", ADA);
  const lines: string[] = [];
  const write = (fields: object, message: string) =>
    void lines.push(JSON.stringify({ ...fields, message }));
  const { store, context } = rules;
  const open = () => {
    const outbox = startOutbox({
      store,
      keys: context.keys,
      messenger: createTwilioMessenger({
        accountSid: ACCOUNT_SID,
        authToken: AUTH_TOKEN,
        phoneNumber: OWN_NUMBER,
        baseUrl: provider.baseUrl,
      }),
      code: context.code,
      siteName: context.siteName,
      host: "login.example.org",
      countries: ["GB"],
      log: { info: write, warn: write, error: write },
      ...changes,
    });
    onTestFinished(() => outbox.stop());
    return outbox;
  };
  return {
    ...rules,
    lines,
    open,
    /** A worker that takes what is due, ends it, and is gone: one pass over the outbox. */
    async work(): Promise<void> {
      const outbox = open();
      outbox.wake();
      await outbox.stop();
    },
    messages: () => store.db.selectFrom("messages").selectAll().orderBy("id").execute(),
  };
}

const codeOf = (sent: Sent | undefined) => /#(\S+)$/.exec(sent?.form.get("Body") ?? "")?.[1];
const statuses = async ({ messages }: { messages: () => Promise<{ status: string }[]> }) =>
  (await messages()).map(({ status }) => status);

describe("a message that was committed", () => {
  test("is handed over with its code, and its id is kept", async () => {
    const provider = await startFaultyProvider(accept);
    const delivery = await openDelivery(provider);
    await delivery.startLogin("ada");
    await delivery.work();
    expect(provider.sent).toHaveLength(1);
    const { form } = provider.sent[0]!;
    expect(form.get("To")).toBe(ADA);
    expect(form.get("Body")).toMatch(
      /^(\d{6}) is your Difference Works code; .*\n\n@login\.example\.org #\1$/,
    );
    expect(Number(form.get("ValidityPeriod"))).toBeGreaterThan(290);
    const [message] = await delivery.messages();
    expect(message).toMatchObject({
      status: "accepted",
      provider_sid: `SM${"1".padStart(32, "0")}`,
      attempts: 1,
    });
  });

  test("wakes the worker; a message written by another process is found all the same", async () => {
    const provider = await startFaultyProvider(accept);
    const delivery = await openDelivery(provider);
    delivery.open();
    await delivery.startLogin("ada");
    await provider.waitForRequest(1);
    expect(provider.sent).toHaveLength(1);
  });

  test("leaves no code and no number in the database or the log", async () => {
    const provider = await startFaultyProvider(accept);
    const delivery = await openDelivery(provider);
    await delivery.startLogin("ada");
    await delivery.work();
    const code = codeOf(provider.sent[0]) ?? "";
    expect(code).toMatch(/^\d{6}$/);
    const rows = await Promise.all(
      (["messages", "verifications", "pending_logins", "users", "events"] as const).map((table) =>
        delivery.store.db.selectFrom(table).selectAll().execute(),
      ),
    );
    // Ids and hashes are hexadecimal; a code could be in one by chance only between other digits.
    const isCode = new RegExp(`(?<![0-9a-f-])${code}(?![0-9a-f-])`);
    for (const text of [JSON.stringify(rows), ...delivery.lines]) {
      expect(text).not.toContain("7700900123");
      expect(text).not.toMatch(isCode);
    }
    expect(delivery.lines).toHaveLength(1);
  });

  test("is sent once by two workers, fifty times over", async () => {
    const provider = await startFaultyProvider(accept);
    const delivery = await openDelivery(provider);
    await delivery.startLogin("ada");
    const [{ id, verification_id, ...first }] = (await delivery.messages()) as [
      Awaited<ReturnType<typeof delivery.messages>>[0],
    ];
    const more = Array.from({ length: 49 }, (_, at) => ({
      ...first,
      verification_id,
      id: `${id.slice(0, -3)}-${at}`,
    }));
    await delivery.store.db.insertInto("messages").values(more).execute();
    const [one, other] = [delivery.open(), delivery.open()];
    for (const outbox of [one, other, one, other]) outbox.wake();
    await provider.waitForRequest(50);
    await Promise.all([one.stop(), other.stop()]);
    expect(provider.sent).toHaveLength(50);
    const messages = await delivery.messages();
    expect(new Set(messages.map(({ provider_sid }) => provider_sid)).size).toBe(50);
    for (const message of messages)
      expect(message).toMatchObject({ status: "accepted", attempts: 1 });
  });

  test("is refused here when its country is not on the list", async () => {
    const provider = await startFaultyProvider(accept);
    const delivery = await openDelivery(provider, { countries: ["IE", "US"] });
    await delivery.startLogin("ada");
    await delivery.work();
    expect(provider.sent).toEqual([]);
    expect(await delivery.messages()).toMatchObject([{ status: "failed", error_code: 21408 }]);
  });

  test("goes anywhere when every country is allowed", async () => {
    const provider = await startFaultyProvider(accept);
    const delivery = await openDelivery(provider, { countries: "*" });
    await delivery.startLogin("ada");
    await delivery.work();
    expect(provider.sent).toHaveLength(1);
  });

  test("refused by the provider is never tried again", async () => {
    const provider = await startFaultyProvider(answerWith(400, 21610));
    const delivery = await openDelivery(provider);
    await delivery.startLogin("ada");
    await delivery.work();
    delivery.passTime(minutes(1));
    await delivery.work();
    expect(provider.sent).toHaveLength(1);
    expect(await delivery.messages()).toMatchObject([{ status: "failed", error_code: 21610 }]);
  });
});

describe("a provider in trouble", () => {
  test("away and back again: the text comes, with pauses that grow", async () => {
    const provider = await startFaultyProvider((response, n) =>
      (n <= 6 ? answerWith(429, 20429) : accept)(response, n),
    );
    const delivery = await openDelivery(provider);
    await delivery.startLogin("ada");
    await delivery.work();
    expect(await delivery.messages()).toMatchObject([{ status: "queued", error_code: 20429 }]);
    for (const [tries, pause] of [1, 2, 4, 8, 15, 15].entries()) {
      delivery.passTime(seconds(pause) - 900);
      await delivery.work();
      expect(provider.sent).toHaveLength(tries + 1);
      delivery.passTime(900);
      await delivery.work();
      expect(provider.sent).toHaveLength(tries + 2);
    }
    expect(await statuses(delivery)).toEqual(["accepted"]);
    expect(new Set(provider.sent.map(codeOf)).size).toBe(1);
  });

  test("not listening at all, then back: the text comes", async () => {
    const gone = await startFaultyProvider(accept);
    await gone.close();
    const address = { baseUrl: gone.baseUrl };
    const delivery = await openDelivery(address);
    await delivery.startLogin("ada");
    await delivery.work();
    expect(await statuses(delivery)).toEqual(["queued"]);
    const back = await startFaultyProvider(accept);
    address.baseUrl = back.baseUrl;
    delivery.passTime(seconds(1));
    await delivery.work();
    expect(back.sent).toHaveLength(1);
    expect(await statuses(delivery)).toEqual(["accepted"]);
  });

  test("a lost answer is tried once more with the same code, and no third time", async () => {
    const provider = await startFaultyProvider(hangUp);
    const delivery = await openDelivery(provider);
    await delivery.startLogin("ada");
    await delivery.work();
    expect(await statuses(delivery)).toEqual(["queued"]);
    delivery.passTime(seconds(2));
    await delivery.work();
    expect(await statuses(delivery)).toEqual(["failed"]);
    for (let minute = 0; minute < 4; minute += 1) {
      delivery.passTime(minutes(1));
      await delivery.work();
    }
    expect(provider.sent).toHaveLength(2);
    expect(codeOf(provider.sent[0])).toMatch(/^\d{6}$/);
    expect(codeOf(provider.sent[1])).toBe(codeOf(provider.sent[0]));
  });

  test("a lost answer, then a good one: two texts at most, and it counts as accepted", async () => {
    const provider = await startFaultyProvider((response, n) =>
      (n === 1 ? hangUp : accept)(response, n),
    );
    const delivery = await openDelivery(provider);
    await delivery.startLogin("ada");
    await delivery.work();
    delivery.passTime(seconds(2));
    await delivery.work();
    expect(provider.sent).toHaveLength(2);
    expect(await delivery.messages()).toMatchObject([{ status: "accepted", attempts: 2 }]);
  });

  test("a worker that died holding a message: another one takes it when the lease is over", async () => {
    const provider = await startFaultyProvider((_response, n) =>
      n === 1 ? undefined : accept(_response, n),
    );
    const delivery = await openDelivery(provider);
    await delivery.startLogin("ada");
    delivery.open().wake();
    await provider.waitForRequest(1);
    delivery.passTime(seconds(29));
    await delivery.work();
    expect(provider.sent).toHaveLength(1);
    delivery.passTime(seconds(1));
    await delivery.work();
    expect(provider.sent).toHaveLength(2);
    expect(await statuses(delivery)).toEqual(["accepted"]);
    await provider.close();
  });
});

describe("G12 no message leaves for a verification that is dead", () => {
  const dies = async (kill: (rules: Rules, pendingToken: string) => Promise<unknown>) => {
    const provider = await startFaultyProvider(accept);
    const delivery = await openDelivery(provider);
    const token = await delivery.startLogin("ada");
    await kill(delivery, token);
    await delivery.work();
    return { provider, delivery };
  };

  test.each<[string, Parameters<typeof dies>[0]]>([
    ["signed out", ({ context }, pendingToken) => signOut(context, { pendingToken }, {})],
    ["expired", async ({ passTime }) => passTime(minutes(5))],
    ["the user disabled", ({ context }) => setEnabled(context, "ada", false)],
    ["another number", ({ context }) => setPhone(context, "ada", "+447700900456")],
  ])("%s", async (_name, kill) => {
    const { provider, delivery } = await dies(kill);
    expect(provider.sent).toEqual([]);
    expect(await statuses(delivery)).toEqual(["expired"]);
  });

  test("a moment before its end it still leaves", async () => {
    const { provider } = await dies(async ({ passTime }) => passTime(minutes(5) - seconds(5)));
    expect(provider.sent).toHaveLength(1);
    expect(Number(provider.sent[0]?.form.get("ValidityPeriod"))).toBeLessThanOrEqual(5);
  });

  test("a newer login: only its text leaves", async () => {
    const { provider, delivery } = await dies(({ startLogin }) => startLogin("ada"));
    expect(provider.sent).toHaveLength(1);
    expect((await statuses(delivery)).toSorted()).toEqual(["accepted", "expired"]);
  });

  test("the next code was issued: only its text leaves", async () => {
    const { provider, delivery } = await dies(async ({ context, passTime }, pendingToken) => {
      passTime(minutes(4));
      const outcome = await resendCode(context, { channel: "sms" }, { pendingToken }, {});
      expect(outcome).toMatchObject({ sent: "next-code" });
    });
    expect(provider.sent).toHaveLength(1);
    expect(await delivery.messages()).toMatchObject([
      { issue: 1, status: "expired" },
      { issue: 2, status: "accepted" },
    ]);
  });

  test("while a retry was waiting: it is not carried out", async () => {
    const provider = await startFaultyProvider(answerWith(429, 20429));
    const delivery = await openDelivery(provider);
    const pendingToken = await delivery.startLogin("ada");
    await delivery.work();
    await signOut(delivery.context, { pendingToken }, {});
    delivery.passTime(seconds(1));
    await delivery.work();
    expect(provider.sent).toHaveLength(1);
    expect(await statuses(delivery)).toEqual(["expired"]);
  });

  test("a transaction that did not commit", async () => {
    const provider = await startFaultyProvider(accept);
    const delivery = await openDelivery(provider);
    await delivery.startLogin("ada");
    const [message] = await delivery.messages();
    const undone = delivery.store.transaction(async (q) => {
      await q.db
        .insertInto("messages")
        .values({ ...message!, id: "never committed" })
        .execute();
      throw new Error("power cut");
    });
    await expect(undone).rejects.toThrow("power cut");
    await delivery.work();
    expect(provider.sent).toHaveLength(1);
  });
});

describe("stopping", () => {
  test("waits for the message in hand, and writes down what became of it", async () => {
    const release = Promise.withResolvers<void>();
    const provider = await startFaultyProvider(async (response, n) => {
      await release.promise;
      accept(response, n);
    });
    const delivery = await openDelivery(provider);
    await delivery.startLogin("ada");
    const outbox = delivery.open();
    outbox.wake();
    await provider.waitForRequest(1);
    let hasStopped = false;
    const stopping = outbox.stop().then(() => (hasStopped = true));
    await delivery.store.ping();
    expect(hasStopped).toBe(false);
    expect(await statuses(delivery)).toEqual(["sending"]);
    release.resolve();
    await stopping;
    expect(await statuses(delivery)).toEqual(["accepted"]);
  });

  test("after it nothing is taken", async () => {
    const provider = await startFaultyProvider(accept);
    const delivery = await openDelivery(provider);
    const outbox = delivery.open();
    await outbox.stop();
    await delivery.startLogin("ada");
    outbox.wake();
    await outbox.stop();
    expect(provider.sent).toEqual([]);
    expect(await statuses(delivery)).toEqual(["queued"]);
  });
});

test("one slow text does not hold up the next", async () => {
  const release = Promise.withResolvers<void>();
  const provider = await startFaultyProvider(async (response, n) => {
    if (n === 1) await release.promise;
    accept(response, n);
  });
  const delivery = await openDelivery(provider);
  await delivery.addUser("grace", "+447700900456");
  const outbox = delivery.open();
  await delivery.startLogin("ada");
  outbox.wake();
  await provider.waitForRequest(1);
  await delivery.startLogin("grace");
  outbox.wake();
  await provider.waitForRequest(2);
  expect(provider.sent[1]?.form.get("To")).toBe("+447700900456");
  release.resolve();
  await outbox.stop();
  expect(await statuses(delivery)).toEqual(["accepted", "accepted"]);
});
