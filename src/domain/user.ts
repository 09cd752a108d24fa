// Owns users as an operator changes them. A change of password, phone or standing raises the
// user's generation: every session and pending login of before is dead with that commit (G8).
import { newIdentifier } from "../primitives/identifier.ts";
import { checkPhoneNumber, maskPhoneNumber } from "../primitives/phone-number.ts";
import type { KeyRing } from "../primitives/secret.ts";
import { TwostepError } from "../primitives/twostep-error.ts";
import { normalizeUsername } from "../primitives/username.ts";
import { deletePendingLoginsOf } from "../store/pending-logins.ts";
import type { UserRecord } from "../store/records.ts";
import { deleteSessionsOf } from "../store/sessions.ts";
import type { Queries } from "../store/store.ts";
import {
  changeUser,
  deleteUser,
  disableUser,
  enableUser,
  findUserByName,
  insertUser,
  listUsers,
  type UserChange,
} from "../store/users.ts";
import { endLiveVerification } from "../store/verifications.ts";
import type { Context } from "./context.ts";
import { recordEvent, type EventName } from "./event.ts";
import { hashPassword } from "./password.ts";
import { findPasswordFault } from "./password-rules.ts";
import { openPhone, sealPhone } from "./user-phone.ts";
import { WRONG_CODES } from "./limit.ts";

/** A user as an operator may see one: the number masked, no hash. */
export type UserView = {
  readonly username: string;
  readonly phone: string;
  readonly isAdmin: boolean;
  readonly status: "enabled" | "disabled" | "codes-stopped";
  readonly wrongCodes: number;
  readonly createdAt: string;
};

/** What went wrong, as a sentence for the operator. */
export type UserOutcome<T = unknown> = ({ ok: true } & T) | { ok: false; message: string };

/** The operations of this file for one open Twostep. */
export type Users = ReturnType<typeof usersOf>;

export const usersOf = (context: Context) => ({
  add: (typed: Parameters<typeof addUser>[1]) => addUser(context, typed),
  setPassword: (username: string, password: string) => setPassword(context, username, password),
  setPhone: (username: string, phone: string) => setPhone(context, username, phone),
  setEnabled: (username: string, isEnabled: boolean) => setEnabled(context, username, isEnabled),
  remove: (username: string) => removeUser(context, username),
  show: (username: string) => showUser(context, username),
  each: () => eachUser(context),
});

const no = (message: string) => ({ ok: false, message }) as const;

/**
 * Adds a user.
 *
 * @param phone - in international form; stored as E.164, encrypted.
 * @param password - 8 to 256 characters, not on the blocklist.
 */
export async function addUser(
  context: Context,
  typed: { username: string; phone: string; password: string; isAdmin: boolean },
): Promise<UserOutcome<{ user: UserView }>> {
  const { store, keys } = context;
  const username = normalizeUsername(typed.username);
  if (username === undefined)
    return no("This cannot be a username: use 1 to 64 letters, digits or signs, without spaces.");
  const phone = checkPhoneNumber(typed.phone);
  if (!phone.ok) return no(`The phone number is not taken: ${phone.reason}.`);
  const fault = await findPasswordFault(typed.password, { username, siteName: context.siteName });
  if (fault !== undefined) return no(fault);

  const id = newIdentifier();
  const user = {
    id,
    username,
    ...(await hashPassword(keys, typed.password)),
    ...sealPhone(keys, id, phone.number),
    is_admin: typed.isAdmin ? 1 : 0,
  } as const;
  try {
    await store.transaction(async (q) => {
      await insertUser(q, user);
      await recordEvent(q, { name: "user-added", userId: id });
    });
  } catch (error) {
    if (store.isDuplicate(error)) return no(`There is already a user ${username}.`);
    throw error;
  }
  return showUser(context, username);
}

/** Sets a new password, by the same rules as a first one. */
export async function setPassword(
  context: Context,
  username: string,
  password: string,
): Promise<UserOutcome> {
  const user = await findUser(context, username);
  if (user === undefined) return unknown(username);
  const fault = await findPasswordFault(password, {
    username: user.username,
    siteName: context.siteName,
  });
  if (fault !== undefined) return no(fault);
  return changeAndEndLogins(context, user, "password-changed", {
    ...(await hashPassword(context.keys, password)),
  });
}

/** Sets a new phone number; codes on their way to the old one are dead. */
export async function setPhone(
  context: Context,
  username: string,
  typed: string,
): Promise<UserOutcome> {
  const user = await findUser(context, username);
  if (user === undefined) return unknown(username);
  const phone = checkPhoneNumber(typed);
  if (!phone.ok) return no(`The phone number is not taken: ${phone.reason}.`);
  return changeAndEndLogins(
    context,
    user,
    "phone-changed",
    sealPhone(context.keys, user.id, phone.number),
  );
}

/** Disables or enables a user; enabling also lifts a stop after too many wrong codes. */
export async function setEnabled(
  context: Context,
  username: string,
  isEnabled: boolean,
): Promise<UserOutcome> {
  const user = await findUser(context, username);
  if (user === undefined) return unknown(username);
  await context.store.transaction(async (q) => {
    if (isEnabled) await enableUser(q, user.id);
    else if (await disableUser(q, user.id)) await endEverything(q, user.id);
    else return;
    await recordEvent(q, { name: isEnabled ? "user-enabled" : "user-disabled", userId: user.id });
  });
  return { ok: true };
}

/** Removes a user with sessions and pending logins; the audit log keeps its lines. */
export async function removeUser(context: Context, username: string): Promise<UserOutcome> {
  const user = await findUser(context, username);
  if (user === undefined) return unknown(username);
  return context.store.transaction(async (q) => {
    if (!(await deleteUser(q, user.id))) return unknown(username);
    await endEverything(q, user.id);
    await recordEvent(q, { name: "user-removed", userId: user.id });
    return { ok: true };
  });
}

export async function showUser(
  context: Context,
  username: string,
): Promise<UserOutcome<{ user: UserView }>> {
  const user = await findUser(context, username);
  return user === undefined ? unknown(username) : { ok: true, user: view(context, user) };
}

/** Users in the order of their names, read a page at a time. */
export async function* eachUser(context: Context): AsyncGenerator<UserView> {
  const pageSize = 500;
  for (let after = ""; ;) {
    const page = await listUsers(context.store, after, pageSize);
    for (const user of page) yield view(context, user);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.username;
  }
}

async function changeAndEndLogins(
  { store }: Context,
  user: UserRecord,
  name: EventName,
  change: UserChange,
): Promise<UserOutcome> {
  return store.transaction(async (q) => {
    if (!(await changeUser(q, user.id, change))) return unknown(user.username);
    await endEverything(q, user.id);
    await recordEvent(q, { name, userId: user.id });
    return { ok: true };
  });
}

/** The generation alone closes the doors; deleting the rows stops queued messages as well (G12). */
async function endEverything(q: Queries, userId: string): Promise<void> {
  await endLiveVerification(q, userId, "sign-in", "canceled");
  await deletePendingLoginsOf(q, userId);
  await deleteSessionsOf(q, userId);
}

async function findUser({ store }: Context, typed: string) {
  const username = normalizeUsername(typed);
  return username === undefined ? undefined : findUserByName(store, username);
}

const unknown = (username: string) => no(`There is no user ${JSON.stringify(username)}.`);

const view = ({ keys }: Context, user: UserRecord): UserView => ({
  username: user.username,
  phone: showPhone(keys, user),
  isAdmin: user.is_admin === 1,
  status:
    user.disabled_at !== null
      ? "disabled"
      : user.wrong_codes >= WRONG_CODES.stopAt
        ? "codes-stopped"
        : "enabled",
  wrongCodes: user.wrong_codes,
  createdAt: new Date(user.created_at).toISOString(),
});

/** One number that no accepted secret opens must not hide the other users. */
function showPhone(keys: KeyRing, user: UserRecord): string {
  try {
    return maskPhoneNumber(openPhone(keys, user));
  } catch (error) {
    if (error instanceof TwostepError) return "unreadable: its secret is not in TWOSTEP_SECRET";
    throw error;
  }
}
