// Question: how much CPU of the server does one whole two-step login take beside its hash?
import { bareHashMs, median, startServer, USER, type Server } from "./server.ts";

const ROUNDS = 5;
const LOGINS = 100;

export async function benchLogin() {
  const [hashes, logins]: number[][] = [[], []];
  const server = await startServer();
  try {
    await signInRepeatedly(server, 50);
    for (let round = 0; round < ROUNDS; round += 1) {
      hashes!.push(await bareHashMs(LOGINS));
      const begun = server.cpuMs();
      await signInRepeatedly(server, LOGINS);
      logins!.push((server.cpuMs() - begun) / LOGINS);
    }
  } finally {
    await server.stop();
  }
  const besides = logins!.map((login, round) => login - hashes![round]!);
  return [
    { figure: "bare argon2id, ms CPU", median: median(hashes!) },
    { figure: "whole login on SQLite, ms CPU", median: median(logins!) },
    { figure: "besides the hash, ms CPU", median: median(besides), goal: 0.6 },
  ];
}

async function signInRepeatedly(server: Server, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await signIn(server);
}

/** Password, code from the phone, home: what a person does, as a program. */
async function signIn({ origin, phone }: Server): Promise<void> {
  const { username, password } = USER;
  const first = await post(`${origin}/check-user`, { username, password });
  const code = await readCode(phone);
  const second = await post(`${origin}/check-code`, { code }, first.cookie);
  if (!second.body.includes("signed-in")) throw new Error(`not signed in: ${second.body}`);
}

async function post(url: string, body: object, cookie = "") {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", cookie },
    body: JSON.stringify(body),
  });
  const cookies = answer.headers.getSetCookie().filter((set) => !set.includes("Max-Age=0"));
  return {
    body: await answer.text(),
    cookie: cookies.map((set) => set.split(";")[0]).join("; "),
  };
}

const seen = new Set<string>();

/** The newest text not read before; asks again until it is there. */
async function readCode(phone: Server["phone"]): Promise<string> {
  const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token } = phone.account;
  const url = `${phone.origin}/2010-04-01/Accounts/${sid}/Messages.json?PageSize=1`;
  for (let tries = 0; tries < 1000; tries += 1) {
    const answer = await fetch(url, {
      headers: { authorization: `Basic ${btoa(`${sid}:${token}`)}` },
    });
    const { messages } = (await answer.json()) as { messages: { sid: string; body: string }[] };
    const [text] = messages;
    if (text !== undefined && !seen.has(text.sid)) {
      seen.add(text.sid);
      return /#(\d+)$/.exec(text.body)?.[1] ?? "";
    }
  }
  throw new Error("no text came");
}
