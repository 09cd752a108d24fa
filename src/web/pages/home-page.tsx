// Owns the start page, in its three states.

import { Icon } from "./icon.tsx";
import { Layout } from "./layout.tsx";
import type { Site } from "./props.ts";
import { PhoneEnding } from "./phone-ending.tsx";
import { Step } from "./step.tsx";
import { HOME_WORDS } from "./words.ts";

/** What the start page needs. `sentTo` is masked. */
export type HomeProps = {
  site: Site;
  state:
    | { name: "signed-out" }
    | { name: "code-required"; sentTo: string }
    | { name: "signed-in"; user: string };
};

/** The start page: where a visitor stands and the one thing to do next. */
export function homePage({ site, state }: HomeProps) {
  switch (state.name) {
    case "signed-out":
      return signedOutPage(site);
    case "code-required":
      return codeRequiredPage(site, state.sentTo);
    case "signed-in":
      return signedInPage(site, state.user);
  }
}

function signedOutPage(site: Site) {
  const words = HOME_WORDS.signedOut;
  return (
    <Layout site={site} title={words.action}>
      <h1>{words.heading(site.name)}</h1>
      <p class="lead">{words.lead}</p>
      <a class="button" data-kind="main" href="/login">
        {words.action}
      </a>
    </Layout>
  );
}

function codeRequiredPage(site: Site, sentTo: string) {
  const words = HOME_WORDS.codeRequired;
  return (
    <Layout site={site} title={words.heading}>
      <Step number={2} />
      <h1>{words.heading}</h1>
      <p class="lead">
        {words.leadBefore} <PhoneEnding masked={sentTo} />.
      </p>
      <a class="button" data-kind="main" href="/verify">
        {words.action}
      </a>
    </Layout>
  );
}

function signedInPage(site: Site, user: string) {
  const words = HOME_WORDS.signedIn;
  return (
    <Layout site={site} title={words.heading}>
      <div class="badge" data-tone="good">
        <Icon name="done" />
      </div>
      <h1>{words.heading}</h1>
      <p class="lead">
        {words.leadBefore} <bdi class="name">{user}</bdi>.
      </p>
      <a class="button" href="/logout">
        {words.action}
      </a>
    </Layout>
  );
}
