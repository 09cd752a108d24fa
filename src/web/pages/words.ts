// Owns the words of every page but the code page (verify-words.ts), so that they can be
// translated in one place. No markup here.

import type { LoginError } from "./props.ts";

/** A sentence saying what happened and one saying what to do next. */
export type Message = { title: string; detail: string };

export const COMMON_WORDS = {
  errorPrefix: "Error:",
  step: (step: number) => `Step ${step} of 2`,
  toStart: "Go to the start page",
};

export const HOME_WORDS = {
  signedOut: {
    heading: (site: string) => `Welcome to ${site}`,
    lead: "Signing in takes two steps: your password, then a code on your phone.",
    action: "Sign in",
  },
  codeRequired: {
    heading: "One step left",
    leadBefore: "Your password was right. We text a code to",
    action: "Enter the code",
  },
  signedIn: {
    heading: "You are signed in",
    leadBefore: "Hello,",
    action: "Sign out",
  },
};

export const LOGIN_WORDS = {
  heading: "Sign in",
  lead: "First your password. Then we text a code to your phone.",
  username: "Username",
  password: "Password",
  showPassword: "Show password",
  hidePassword: "Hide password",
  submit: "Continue",
  alreadyBefore: "You are signed in as",
  alreadyAfter: "Sign in below to change to somebody else, or",
  alreadyLink: "stay signed in",
};

export const LOGOUT_WORDS = {
  heading: "Sign out",
  asBefore: "You are signed in as",
  lead: "Signing out ends this sign-in everywhere it is used.",
  nobody: "You are not signed in on this browser. Signing out again does no harm.",
  submit: "Sign out",
  stay: "Stay signed in",
};

export const ERROR_WORDS = {
  retry: (wait: string) => `Try again ${wait}.`,
  status: (status: number) => `Error ${status}`,
};

/** What the sign-in page says to each error. @param wait how long, as "in 5 minutes" */
export function loginMessage(word: LoginError, site: string, wait: string): Message {
  switch (word) {
    case "wrong-credentials":
      return {
        title: "This username and password do not belong together.",
        detail: "Check both and try again.",
      };
    case "code-expired":
      return { title: "The code has expired.", detail: "Sign in again and we send a new one." };
    case "code-exhausted":
      return {
        title: "There were too many wrong codes.",
        detail: "Sign in again and we send a new one.",
      };
    case "too-many-attempts":
      return { title: "There were too many attempts.", detail: `Try again ${wait}.` };
    case "sign-in-blocked":
      return {
        title: "You cannot sign in at the moment.",
        detail: `Ask whoever runs ${site} for help.`,
      };
    case "sign-in-required":
      return {
        title: "That page is for people who are signed in.",
        detail: "Sign in and you get there.",
      };
    case "unavailable":
      return {
        title: "Signing in does not work right now.",
        detail: `The trouble is on our side. Try again ${wait}.`,
      };
  }
}
