// Owns the sign-in page: username and password.

import { ERROR_ID, ErrorSummary } from "./error-summary.tsx";
import { Icon } from "./icon.tsx";
import { Layout } from "./layout.tsx";
import type { LoginError, Site } from "./props.ts";
import { Step } from "./step.tsx";
import { waitInWords } from "./time-words.ts";
import { LOGIN_WORDS as words, loginMessage } from "./words.ts";

/** What the sign-in page needs. */
export type LoginProps = {
  site: Site;
  /** What was typed before; may be empty. */
  username: string;
  /** Where to go after signing in; travels along hidden. */
  returnTo?: string;
  /** Who has a session in this browser already. */
  signedInAs?: string;
  error?: { word: LoginError; retryAfterSeconds?: number };
};

/** The sign-in page. What was typed stays, except the password. */
export function loginPage(props: LoginProps) {
  const { site, error, signedInAs } = props;
  const isAboutFields = error?.word === "wrong-credentials";
  return (
    <Layout
      site={site}
      title={words.heading}
      hasError={error !== undefined}
      scripts={["show-password.js", "single-submit.js"]}
    >
      <Step number={1} />
      <h1>{words.heading}</h1>
      {error ? (
        <ErrorSummary
          message={loginMessage(error.word, site.name, waitInWords(error.retryAfterSeconds))}
          field={isAboutFields ? "username" : undefined}
        />
      ) : (
        <p class="lead">{words.lead}</p>
      )}
      {signedInAs !== undefined && <AlreadySignedIn user={signedInAs} />}
      <LoginForm {...props} hasWrongFields={isAboutFields} />
    </Layout>
  );
}

function AlreadySignedIn({ user }: { user: string }) {
  return (
    <div class="line" data-tone="calm">
      <Icon name="person" />
      <p>
        {words.alreadyBefore} <bdi class="name">{user}</bdi>. {words.alreadyAfter}{" "}
        <a href="/">{words.alreadyLink}</a>.
      </p>
    </div>
  );
}

function LoginForm(props: LoginProps & { hasWrongFields: boolean }) {
  const { username, returnTo, error } = props;
  const marks = props.hasWrongFields
    ? { "aria-invalid": "true" as const, "aria-describedby": ERROR_ID }
    : {};
  return (
    <form class="form" method="post" action="/check-user">
      {returnTo !== undefined && <input type="hidden" name="return_to" value={returnTo} />}
      <div class="field">
        <label for="username">{words.username}</label>
        <input
          id="username"
          name="username"
          type="text"
          value={username}
          autocomplete="username"
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          enterkeyhint="next"
          dir="auto"
          required
          autofocus={error === undefined && username === ""}
          {...marks}
        />
      </div>
      <div class="field">
        <div class="field-head">
          <label for="password">{words.password}</label>
          <button
            class="text-button"
            type="button"
            data-shows="password"
            data-show-label={words.showPassword}
            data-hide-label={words.hidePassword}
            hidden
          >
            {words.showPassword}
          </button>
        </div>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          autocapitalize="none"
          autocorrect="off"
          spellcheck={false}
          enterkeyhint="go"
          required
          autofocus={error === undefined && username !== ""}
          {...marks}
        />
      </div>
      <button class="button" data-kind="main" type="submit">
        {words.submit}
      </button>
    </form>
  );
}
