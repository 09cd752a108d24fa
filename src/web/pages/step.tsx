// Owns the line that says which of the two steps this is.

import { COMMON_WORDS } from "./words.ts";

/** "Step 1 of 2", with the same as two bars. */
export function Step({ number }: { number: 1 | 2 }) {
  return (
    <p class="step">
      <span class="step-bars" aria-hidden="true">
        <span class="step-bar" data-reached />
        <span class="step-bar" data-reached={number === 2 ? "" : undefined} />
      </span>
      {COMMON_WORDS.step(number)}
    </p>
  );
}
