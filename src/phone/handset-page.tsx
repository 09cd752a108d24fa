// Owns the page of the handsets, and each handset on it. The markup of a text exists only here:
// live texts are rendered by it as well and arrive in the browser as HTML.

import type { Child } from "hono/jsx";
import { findCode } from "./code-in-text.ts";
import type { Handset, Text } from "./handsets.ts";

type PageProps = {
  handsets: Handset[];
  hiddenCount: number;
  /** The only handset to show. */
  number: string | undefined;
  typed: string;
  isWrong: boolean;
  /** Where the page stands in the stream of events. */
  position: string;
  origin: string;
  account: { accountSid: string; phoneNumber: string };
};

/** The whole page. */
export function HandsetPage(props: PageProps) {
  const { handsets, hiddenCount, number, isWrong, position } = props;
  const name = number ?? "Phone in the box";
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{isWrong ? `Error: ${name}` : name}</title>
        <link rel="icon" href="/assets/handset.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/handset.css" />
        <script type="module" src="/assets/handset.js"></script>
      </head>
      <body data-position={position} data-number={number}>
        <Header {...props} />
        <main>
          <section class="handsets" aria-label="Handsets">
            {handsets.map((handset) => (
              <HandsetCard handset={handset} />
            ))}
          </section>
          <Welcome />
          {hiddenCount > 0 && (
            <p class="more">
              {hiddenCount === 1 ? "1 older handset is" : `${hiddenCount} older handsets are`} not
              shown. Type a number above to open one.
            </p>
          )}
        </main>
        <Footer {...props} />
        <p id="announcement" class="unseen" role="status"></p>
      </body>
    </html>
  );
}

function Header({ number, typed, isWrong }: PageProps) {
  const hints = isWrong ? "number-error number-hint" : "number-hint";
  return (
    <header>
      <div class="title">
        <h1>Phone in the box</h1>
        <p class="connection">
          <span id="connection" role="status"></span>
          <noscript>
            New texts show after a{" "}
            <a href={number ? `/?number=${encodeURIComponent(number)}` : "/"}>refresh</a>.
          </noscript>
        </p>
      </div>
      <form method="get" action="/">
        <label for="number">Open the handset of a number</label>
        {isWrong && (
          <p id="number-error" class="error">
            Write the number with + and the country code, then the rest of the number.
          </p>
        )}
        <div class="row">
          <input
            id="number"
            name="number"
            type="tel"
            inputmode="tel"
            autocomplete="off"
            value={isWrong ? typed : number}
            aria-invalid={isWrong ? "true" : undefined}
            aria-describedby={hints}
            autofocus={isWrong || undefined}
          />
          <button type="submit">Open</button>
        </div>
        <p id="number-hint" class="hint">
          For example +447700900123.
          {number && (
            <>
              {" "}
              Or go to <a href="/">all handsets</a>.
            </>
          )}
        </p>
      </form>
    </header>
  );
}

/** One handset with its texts, the newest one at the bottom. */
export function HandsetCard({ handset: { number, texts } }: { handset: Handset }) {
  return (
    <article class="handset" data-number={number} aria-label={`Handset ${number}`}>
      <h2>
        <a href={`/?number=${encodeURIComponent(number)}`}>{number}</a>
      </h2>
      <div class="screen" tabindex={0} role="group" aria-label={`Texts to ${number}`}>
        <ol>
          {texts.map((text) => (
            <TextBubble text={text} />
          ))}
        </ol>
        <p class="quiet">No texts yet. A text to this number arrives here.</p>
      </div>
    </article>
  );
}

function TextBubble({ text }: { text: Text }) {
  const code = findCode(text.body);
  return (
    <li data-sid={text.sid}>
      <p class="sender">
        <span>{text.from}</span> <Time at={text.receivedAt} />
      </p>
      <p class="bubble" dir="auto">
        {emphasized(text.body, code)}
      </p>
      {code && (
        <button type="button" class="copy" data-code={code} aria-label={`Copy code ${code}`}>
          Copy code
        </button>
      )}
    </li>
  );
}

function emphasized(body: string, code: string | undefined): Child {
  if (!code) return body;
  const start = body.indexOf(code);
  return (
    <>
      {body.slice(0, start)}
      <strong>{code}</strong>
      {body.slice(start + code.length)}
    </>
  );
}

const CLOCK_TIME = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

function Time({ at }: { at: number }) {
  return <time datetime={new Date(at).toISOString()}>{CLOCK_TIME.format(at)}</time>;
}

/** Shown by the style sheet while there is no handset. */
function Welcome() {
  return (
    <section class="welcome">
      <h2>No texts yet</h2>
      <p>
        This page stands in for people’s phones. When you sign in on the login page, the text with
        your code arrives here within a second.
      </p>
      <p>Nothing leaves this machine, and no real text is sent.</p>
    </section>
  );
}

function Footer({ origin, account }: PageProps) {
  return (
    <footer>
      <details>
        <summary>Use it from a program</summary>
        <p>
          Programs talk to this phone with Twilio’s REST API and read the texts by listing messages.
        </p>
        <dl>
          <dt>Base address</dt>
          <dd>
            <code>{origin}</code>
          </dd>
          <dt>Account</dt>
          <dd>
            <code>{account.accountSid}</code>
          </dd>
          <dt>Sends from</dt>
          <dd>
            <code>{account.phoneNumber}</code>
          </dd>
        </dl>
      </details>
    </footer>
  );
}

/** A text in one sentence, for people who hear the page. */
export function describeText(text: Text): string {
  return `New text to ${text.to} from ${text.from}: ${text.body}`;
}
