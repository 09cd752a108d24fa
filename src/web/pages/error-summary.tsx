// Owns the box that says what went wrong: it takes the focus, with or without JavaScript.

import { Icon } from "./icon.tsx";
import type { Message } from "./words.ts";

/** The id of the summary's words, for the `aria-describedby` of the fields it is about. */
export const ERROR_ID = "error-words";

type ErrorSummaryProps = {
  message: Message;
  /** The id of the field to go to. */
  field?: string;
};

/** What went wrong and what to do next. */
export function ErrorSummary({ message, field }: ErrorSummaryProps) {
  return (
    <div
      class="line"
      data-tone="bad"
      role="group"
      aria-labelledby={ERROR_ID}
      tabindex={-1}
      autofocus
    >
      <Icon name="error" />
      <p id={ERROR_ID}>
        <strong>{field ? <a href={`#${field}`}>{message.title}</a> : message.title}</strong>{" "}
        {message.detail}
      </p>
    </div>
  );
}
