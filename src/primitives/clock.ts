// Owns the only look at this process's clock. Expiry is never decided by it: that is the
// database's clock (store/dialects), so that a replica with a wrong clock changes nothing.

/** Tells the time, in milliseconds since 1970-01-01T00:00Z. */
export type Clock = () => number;

/** The clock of this machine. */
export const systemClock: Clock = () => Date.now();
