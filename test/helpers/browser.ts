// Owns the tests' way to a real browser: the system's Chromium, without a window and kept off
// every network but this machine.

import { chromium, type Browser } from "playwright-core";
import { findProgram, PROGRAMS } from "../../tools/find-program.ts";

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-default-apps",
  "--no-first-run",
  "--no-default-browser-check",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
];

/** Starts Chromium; the test closes it. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findProgram(PROGRAMS.chromium);
  if (!executablePath) {
    throw new Error("Chromium is not installed; run: node tools/prepare-tests.ts");
  }
  return chromium.launch({ executablePath, headless: true, args: QUIET });
}
