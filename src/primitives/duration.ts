// Owns durations: every time span in the code is milliseconds with a readable origin.

/** Seconds as milliseconds. @example seconds(300) === 300_000 */
export const seconds = (count: number): number => count * 1000;

/** Minutes as milliseconds. */
export const minutes = (count: number): number => seconds(count * 60);

/** Hours as milliseconds. */
export const hours = (count: number): number => minutes(count * 60);

/** Days as milliseconds. */
export const days = (count: number): number => hours(count * 24);
