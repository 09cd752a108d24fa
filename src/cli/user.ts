// Owns `twostep user …`: the operator's view of users.
import type { Twostep, UserOutcome, UserView } from "../twostep.ts";
import { Failure } from "./failure.ts";
import { withTwostep } from "./open.ts";
import { columns, print } from "./print.ts";
import { readPassword } from "./read-password.ts";

type Json = { json?: boolean };
type PasswordSource = { passwordStdin?: boolean };

export async function userAdd(
  username: string,
  options: Json & PasswordSource & { phone: string; admin?: boolean },
): Promise<void> {
  const password = await readPassword(options.passwordStdin === true);
  const typed = { username, phone: options.phone, password, isAdmin: options.admin === true };
  const { user } = await withTwostep(async ({ users }) => need(await users.add(typed)));
  print(options.json, user, () => `Added ${describe(user)}.`);
}

export async function userList({ json }: Json): Promise<void> {
  const users: UserView[] = [];
  await withTwostep(async (twostep) => {
    for await (const user of twostep.users.each()) users.push(user);
  });
  const rows = users.map((u) => [u.username, u.phone, u.status, u.isAdmin ? "admin" : ""]);
  print(json, users, () =>
    users.length === 0
      ? "There are no users yet. Add one with: twostep user add NAME --phone +44…"
      : columns([["NAME", "PHONE", "STATUS", ""], ...rows]),
  );
}

export async function userShow(username: string, { json }: Json): Promise<void> {
  const { user } = await withTwostep(async (twostep) => need(await twostep.users.show(username)));
  const fields = Object.entries(user).map(([name, value]) => [`${name}:`, String(value)]);
  print(json, user, () => columns(fields));
}

export async function userSetPassword(
  username: string,
  options: Json & PasswordSource,
): Promise<void> {
  const password = await readPassword(options.passwordStdin === true);
  await change(username, options, "has a new password; all sessions are ended", (users) =>
    users.setPassword(username, password),
  );
}

export const userSetPhone = (username: string, phone: string, options: Json): Promise<void> =>
  change(username, options, "has a new phone number; all sessions are ended", (users) =>
    users.setPhone(username, phone),
  );

export const userDisable = (username: string, options: Json): Promise<void> =>
  change(username, options, "is disabled; all sessions are ended", (users) =>
    users.setEnabled(username, false),
  );

export const userEnable = (username: string, options: Json): Promise<void> =>
  change(username, options, "is enabled; wrong codes are forgotten", (users) =>
    users.setEnabled(username, true),
  );

export async function userRemove(username: string, { json }: Json): Promise<void> {
  await withTwostep(async ({ users }) => need(await users.remove(username)));
  print(json, { removed: username }, () => `${username} is removed.`);
}

async function change(
  username: string,
  { json }: Json,
  words: string,
  work: (users: Twostep["users"]) => Promise<UserOutcome>,
): Promise<void> {
  const { user } = await withTwostep(async ({ users }) => {
    need(await work(users));
    return need(await users.show(username));
  });
  print(json, user, () => `${user.username} ${words}.`);
}

/** The outcome, or a failure with its sentence. */
function need<T>(outcome: UserOutcome<T>): { ok: true } & T {
  if (!outcome.ok) throw new Failure(outcome.message);
  return outcome;
}

const describe = (user: UserView): string =>
  `${user.username} (${user.phone}${user.isAdmin ? ", admin" : ""})`;
