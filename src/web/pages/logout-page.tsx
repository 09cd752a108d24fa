// Owns the page with the one button that ends the session.

import { Layout } from "./layout.tsx";
import type { Site } from "./props.ts";
import { COMMON_WORDS, LOGOUT_WORDS as words } from "./words.ts";

/** What the sign-out page needs; without a user nobody is signed in. */
export type LogoutProps = { site: Site; user?: string };

/** The sign-out page. */
export function logoutPage({ site, user }: LogoutProps) {
  return (
    <Layout site={site} title={words.heading} scripts={["single-submit.js"]}>
      <h1>{words.heading}</h1>
      {user === undefined ? (
        <p class="lead">{words.nobody}</p>
      ) : (
        <p class="lead">
          {words.asBefore} <bdi class="name">{user}</bdi>. {words.lead}
        </p>
      )}
      <form class="form" method="post" action="/logout">
        <button class="button" data-kind="main" type="submit">
          {words.submit}
        </button>
      </form>
      <p class="aside">
        <a class="text-button" href="/">
          {user === undefined ? COMMON_WORDS.toStart : words.stay}
        </a>
      </p>
    </Layout>
  );
}
