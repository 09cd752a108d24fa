// Owns how a span of time is rounded for words: coarse steps, never a ticking number.
// The pages use it while rendering and the browser while the page is open, so both say the same.

/**
 * @typedef {object} TimeStep
 * @property {"none" | "seconds" | "under-a-minute" | "minutes"} unit
 * @property {number} count
 */

/**
 * @typedef {object} TimePhrases What to say for each step; `{count}` stands for the number.
 * @property {string} none
 * @property {string} [seconds]
 * @property {string} [underAMinute]
 * @property {string} minute
 * @property {string} minutes
 */

const MINUTE = 60_000;
const GRACE = 15_000;

/**
 * How long something still lasts, in whole minutes. A few seconds short of a minute still count
 * as that minute, so that a fresh page does not say "4 minutes" for five.
 * @param {number} ms
 * @returns {TimeStep}
 */
export function lifeStep(ms) {
  if (ms <= 0) return { unit: "none", count: 0 };
  const count = Math.floor((ms + GRACE) / MINUTE);
  return count < 1 ? { unit: "under-a-minute", count: 0 } : { unit: "minutes", count };
}

/**
 * How long to wait, rounded up: to ten seconds, from a minute on to minutes.
 * @param {number} ms
 * @returns {TimeStep}
 */
export function waitStep(ms) {
  if (ms <= 0) return { unit: "none", count: 0 };
  const tens = Math.ceil(ms / 10_000) * 10;
  if (tens < 60) return { unit: "seconds", count: tens };
  return { unit: "minutes", count: Math.ceil(ms / MINUTE) };
}

/**
 * The phrase for a step.
 * @param {TimeStep} step
 * @param {TimePhrases} phrases
 * @returns {string}
 */
export function phraseFor(step, phrases) {
  return choose(step, phrases).replace("{count}", String(step.count));
}

/**
 * @param {TimeStep} step
 * @param {TimePhrases} phrases
 */
function choose(step, phrases) {
  if (step.unit === "none") return phrases.none;
  if (step.unit === "seconds") return phrases.seconds ?? phrases.minute;
  if (step.unit === "under-a-minute") return phrases.underAMinute ?? phrases.minute;
  return step.count === 1 ? phrases.minute : phrases.minutes;
}
