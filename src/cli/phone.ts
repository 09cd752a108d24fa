// Owns `twostep phone`: the phone in the box alone.
import { createPhone } from "../phone/phone.ts";
import { listenPhone, type ListeningPhone } from "../phone/listen.ts";
import type { Config } from "../config/load.ts";
import { explainFailure, Failure } from "./failure.ts";
import { readConfig, waitForSignal } from "./open.ts";

export async function phone(): Promise<void> {
  const config = await readConfig({});
  const listening = await startPhone(config);
  const number = config.twilio?.phoneNumber;
  process.stdout.write(
    `The phone in the box: http://localhost:${listening.port}\n` +
      `It plays account ${config.twilio?.accountSid} with the number ${number}.\n` +
      `Point a Twilio client at it: TWILIO_BASE_URL=http://localhost:${listening.port}\n`,
  );
  await waitForSignal();
  await listening.close();
}

/** @throws Failure when an account setting is missing or the port is in use. */
export async function startPhone({ twilio, phonePort }: Config): Promise<ListeningPhone> {
  const { accountSid, authToken, phoneNumber, messagingServiceSid } = twilio ?? {};
  if (!accountSid || !authToken || !phoneNumber)
    throw new Failure(
      "The phone needs to know the account it plays: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER.",
    );
  const service = messagingServiceSid === undefined ? {} : { messagingServiceSid };
  const inTheBox = createPhone({ accountSid, authToken, phoneNumber, ...service });
  try {
    return await listenPhone(inTheBox, { port: phonePort, host: "127.0.0.1" });
  } catch (error) {
    throw explainFailure(error, { port: phonePort }) ?? error;
  }
}
