// Owns how a masked phone number is shown, and how it is read out.

import { VERIFY_WORDS } from "./verify-words.ts";

/** The masked number; read out as its last digits instead of a row of bullets. */
export function PhoneEnding({ masked }: { masked: string }) {
  const digits = /\d+$/.exec(masked)?.[0];
  if (digits === undefined) return <bdi class="phone">{masked}</bdi>;
  return (
    <>
      <bdi class="phone" aria-hidden="true">
        {masked}
      </bdi>
      <span class="read-out">{VERIFY_WORDS.phoneEnding([...digits].join(" "))}</span>
    </>
  );
}
