// Adds up the tests and the steps of `npm run check` for CI and prints the sum as one line:
// tally.js TESTS.json TESTS_EXIT_CODE CHECK.json CHECK_EXIT_CODE. Plain JavaScript, so that it
// answers with an old Node too, where the installation went wrong.

import { readFileSync } from "node:fs";

const [tests = "", testsExit = "1", check = "", checkExit = "1"] = process.argv.slice(2);

const report = contentOf(tests);
const passedTests = Number(report["numPassedTests"] ?? 0);
// A test that did not pass has failed: none is skipped silently.
const failedTests = Number(report["numTotalTests"] ?? 1) - passedTests;

const steps = contentOf(check);
const passed = passedTests + Number(steps["passed"] ?? 0);
const failed =
  atLeast(failedTests, testsExit !== "0") +
  atLeast(Number(steps["failed"] ?? 1), checkExit !== "0");

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * A run that ended badly has at least one failure, whatever it reported.
 *
 * @param {number} failures
 * @param {boolean} endedBadly
 */
function atLeast(failures, endedBadly) {
  return endedBadly ? Math.max(failures, 1) : failures;
}

/**
 * @param {string} file
 * @returns {Record<string, unknown>}
 */
function contentOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {}; // It broke off before it wrote anything.
  }
}
