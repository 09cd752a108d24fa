// What a store promises, whatever engine is below it: the one list, in the order of the tables.
import type { TestList } from "./kit.ts";
import { EVENTS_AND_PURGE } from "./lists/events-and-purge.ts";
import { LOGINS } from "./lists/logins.ts";
import { MESSAGES } from "./lists/messages.ts";
import { SESSIONS } from "./lists/sessions.ts";
import { TRANSACTIONS } from "./lists/transactions.ts";
import { USERS } from "./lists/users.ts";

export const CONFORMANCE: TestList = {
  ...TRANSACTIONS,
  ...USERS,
  ...LOGINS,
  ...SESSIONS,
  ...MESSAGES,
  ...EVENTS_AND_PURGE,
};
