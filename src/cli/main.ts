#!/usr/bin/env node
// Owns the entrance: the right Node first, because everything behind it needs it.

import * as nodeModule from "node:module";

const NEEDED = [24, 15] as const;

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  process.stderr.write(
    `Twostep needs Node ${NEEDED.join(".")} or newer; this is ${process.versions.node}. ` +
      "In a clone, run `npm ci` (without --ignore-scripts) and use `npm start` or `npm run -s twostep -- …`.\n",
  );
  process.exitCode = 1;
} else {
  // What was compiled once is read back at the next start: about a third of the way to listening.
  nodeModule.enableCompileCache();
  // What is made from here on, the database above all, is for this account alone.
  process.umask(0o077);
  const { runCommandLine } = await import("./command-line.ts");
  process.exitCode = await runCommandLine(process.argv);
}
