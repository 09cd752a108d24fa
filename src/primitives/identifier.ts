// Owns identifiers of rows. They are made here, not by the database (not every engine can hand
// one back), and sort roughly by time so that inserts stay at the end of an index.
import { randomUUIDv7 } from "node:crypto";

/** A new row identifier: a UUIDv7 of 36 characters. @see RFC 9562, "UUID Version 7" */
export const newIdentifier = (): string => randomUUIDv7();
