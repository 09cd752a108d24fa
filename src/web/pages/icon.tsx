// Owns the drawings: small inline SVGs, hidden from screen readers because words stand beside them.

import type { Delivery } from "./props.ts";

/** The names of the drawings: one per state of a message, and a few for other lines. */
export type IconName = Delivery | "expired" | "error" | "done" | "person";

const PATHS: Record<IconName, string> = {
  "on-its-way": "M21 3 10.5 13.5M21 3l-6.5 18-4-7.5L3 9.5 21 3Z",
  accepted: "M5 20v-4M10 20v-7.5M15 20V9M20 20V4.5",
  delivered:
    "M8 2.5h8a2 2 0 0 1 2 2v15a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2v-15a2 2 0 0 1 2-2ZM9.5 12l1.8 1.8 3.2-3.6",
  "no-texts":
    "M6 8v11.5a2 2 0 0 0 2 2h8a2 2 0 0 0 1.9-1.4M8.5 2.5H16a2 2 0 0 1 2 2v9.5M3 3.5l18 17",
  "bad-number": "M9.5 4 7 20M17 4l-2.5 16M4.5 9h16M3.5 15h16",
  "opted-out":
    "M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2ZM9.5 8l5 5M14.5 8l-5 5",
  blocked: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM5.7 5.7l12.6 12.6",
  region:
    "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM3 12h18M12 3c2.5 2.6 3.8 5.6 3.8 9s-1.3 6.4-3.8 9c-2.5-2.6-3.8-5.6-3.8-9S9.5 5.6 12 3Z",
  unreachable: "M5 20v-4M10 20v-7.5M14.5 4.5l6 6M20.5 4.5l-6 6M15 20v-4.5M20 20v-4.5",
  "provider-trouble":
    "M20 12a8 8 0 0 1-14.3 4.9M4 12A8 8 0 0 1 18.3 7.1M18.5 3v4.3h-4.3M5.5 21v-4.3h4.3",
  failed: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM12 7.5v5.5M12 16.4v.1",
  expired: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM12 7v5.2l3.3 2",
  error: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM12 7.5v5.5M12 16.4v.1",
  done: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM8 12.3l2.7 2.7L16 9.5",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.5 20.5c.6-3.8 3.6-6 7.5-6s6.9 2.2 7.5 6",
};

/** One drawing, in the colour and size of its surroundings. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The two steps, shown beside the site's name where the operator has no logo. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" />
      <path d="M8 23h8v-7h8V9" />
    </svg>
  );
}
