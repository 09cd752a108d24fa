// Owns the form for the code: one field, and the username for password managers.

import { lifeStep, phraseFor } from "../assets/time-steps.js";
import { deliveryTraits } from "./delivery-state.ts";
import { ERROR_ID } from "./error-summary.tsx";
import type { VerifyProps } from "./props.ts";
import { CODE_LIFE, VERIFY_WORDS as words } from "./verify-words.ts";

/** The form for the code. What is typed may hold spaces or dashes; the server drops them. */
export function CodeForm(props: VerifyProps) {
  return (
    <form class="form" method="post" action="/check-code">
      <CodeField {...props} />
      <div class="field signing-in-as">
        <label for="username">{words.username}</label>
        <input
          id="username"
          name="username"
          type="text"
          value={props.username}
          autocomplete="username"
          dir="auto"
          readonly
          tabindex={-1}
        />
      </div>
      <button class="button" data-kind="main" type="submit">
        {words.submit}
      </button>
    </form>
  );
}

function CodeField({ code, expiresInMs, error, delivery, callAvailable }: VerifyProps) {
  const isWrong = error?.word === "wrong-code";
  const isExpected = deliveryTraits(delivery, callAvailable).offer === "wait";
  return (
    <div class="field">
      <label for="code">{words.code}</label>
      <input
        id="code"
        class="code"
        name="code"
        type="text"
        inputmode={code.characters === "digits" ? "numeric" : "text"}
        autocomplete="one-time-code"
        autocapitalize="off"
        autocorrect="off"
        spellcheck={false}
        enterkeyhint="go"
        dir="ltr"
        required
        data-length={code.length}
        autofocus={error === undefined && isExpected}
        aria-describedby={isWrong ? `${ERROR_ID} code-hint` : "code-hint"}
        aria-invalid={isWrong ? "true" : undefined}
      />
      <p class="hint" id="code-hint">
        {words.codeHint(code)}{" "}
        <span data-code-life={expiresInMs} data-phrases={JSON.stringify(CODE_LIFE)}>
          {phraseFor(lifeStep(expiresInMs), CODE_LIFE)}
        </span>
      </p>
    </div>
  );
}
