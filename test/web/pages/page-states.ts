// Owns the list of every page in every state, for the tests that read them and look at them.

import { errorPage } from "../../../src/web/pages/error-page.tsx";
import { homePage } from "../../../src/web/pages/home-page.tsx";
import { renderPage } from "../../../src/web/pages/layout.tsx";
import { loginPage, type LoginProps } from "../../../src/web/pages/login-page.tsx";
import { logoutPage } from "../../../src/web/pages/logout-page.tsx";
import { verifyPage } from "../../../src/web/pages/verify-page.tsx";
import type {
  Delivery,
  LoginError,
  Site,
  VerifyError,
  VerifyProps,
} from "../../../src/web/pages/props.ts";
import { minutes, seconds } from "../../../src/primitives/duration.ts";

export const SITE: Site = { name: "Acme", origin: "https://login.example.org", hasLogo: false };

export const LOGIN_ERRORS: LoginError[] = [
  "wrong-credentials",
  "code-expired",
  "code-exhausted",
  "too-many-attempts",
  "sign-in-blocked",
  "sign-in-required",
  "unavailable",
];

export const DELIVERIES: Delivery[] = [
  "on-its-way",
  "accepted",
  "delivered",
  "no-texts",
  "bad-number",
  "opted-out",
  "blocked",
  "region",
  "unreachable",
  "provider-trouble",
  "failed",
];

const CALLED: Delivery[] = ["on-its-way", "no-texts", "opted-out", "blocked", "failed"];

export const VERIFY_ERRORS: VerifyError[] = [
  "wrong-code",
  "too-many-attempts",
  "resend-limit",
  "call-not-available",
  "unavailable",
];

const LONG = "a-very-long-name-without-any-space-in-it-as-some-directories-make-them@example.org";

export const login = (props: Partial<LoginProps> = {}): string =>
  renderPage(loginPage({ site: SITE, username: "", ...props }));

export const verify = (props: Partial<VerifyProps> = {}): string =>
  renderPage(
    verifyPage({
      site: SITE,
      username: "ada",
      sentTo: "•••• ••• 123",
      delivery: "on-its-way",
      expiresInMs: minutes(5),
      code: { length: 6, characters: "digits" },
      resend: { left: 4, inMs: seconds(30) },
      callAvailable: false,
      exhausted: false,
      ...props,
    }),
  );

/** Every page in every state, by a name that is also its address and its screenshot's name. */
export function pageStates(): Map<string, string> {
  return new Map([...homeStates(), ...loginStates(), ...verifyStates(), ...otherStates()]);
}

function homeStates(): [string, string][] {
  const home = (state: Parameters<typeof homePage>[0]["state"]) =>
    renderPage(homePage({ site: SITE, state }));
  return [
    ["home-signed-out", home({ name: "signed-out" })],
    ["home-code-required", home({ name: "code-required", sentTo: "•••• ••• 123" })],
    ["home-signed-in", home({ name: "signed-in", user: "ada" })],
    ["home-signed-in-long", home({ name: "signed-in", user: LONG })],
  ];
}

function loginStates(): [string, string][] {
  return [
    ["login", login()],
    ["login-remembered", login({ username: "ada", returnTo: "https://app.example.org/?a=1&b=2" })],
    ["login-signed-in", login({ signedInAs: "ada" })],
    ["login-logo", login({ site: { ...SITE, hasLogo: true } })],
    ["login-long-site", login({ site: { ...SITE, name: LONG } })],
    ...LOGIN_ERRORS.map((word): [string, string] => [
      `login-${word}`,
      login({ username: "ada", error: { word, retryAfterSeconds: 90 } }),
    ]),
  ];
}

function verifyStates(): [string, string][] {
  const states: [string, Partial<VerifyProps>][] = [
    ["letters", { code: { length: 8, characters: "letters-and-digits" } }],
    ["long-name", { username: LONG }],
    ["sent-again", { notice: "code-sent-again" }],
    ["new-code", { notice: "new-code-sent", resend: { left: 1, inMs: seconds(90) } }],
    ["none-left", { delivery: "delivered", resend: { left: 0, inMs: 0 } }],
    ["last-minute", { expiresInMs: seconds(30), resend: { left: 2, inMs: 0 } }],
    ["expired", { expiresInMs: 0 }],
    ["exhausted", { exhausted: true }],
  ];
  return [
    ...states.map(([name, props]): [string, string] => [`verify-${name}`, verify(props)]),
    ...DELIVERIES.map((delivery): [string, string] => [`verify-${delivery}`, verify({ delivery })]),
    ...CALLED.map((delivery): [string, string] => [
      `verify-${delivery}-call`,
      verify({ delivery, callAvailable: true }),
    ]),
    ...VERIFY_ERRORS.map((word): [string, string] => [
      `verify-${word}`,
      verify({ delivery: "delivered", error: { word, guessesLeft: 3, retryAfterSeconds: 600 } }),
    ]),
  ];
}

function otherStates(): [string, string][] {
  const error = (status: number, title: string, detail: string, retryAfterSeconds?: number) =>
    renderPage(errorPage({ site: SITE, status, title, detail, retryAfterSeconds }));
  return [
    ["logout", renderPage(logoutPage({ site: SITE, user: "ada" }))],
    ["logout-nobody", renderPage(logoutPage({ site: SITE }))],
    ["error-403", error(403, "This came from another site.", "Go back and try it from here.")],
    ["error-404", error(404, "There is no such page.", "Check the address, or start over.")],
    ["error-503", error(503, "This does not work right now.", "We are on it.", 30)],
  ];
}
