// Everything that is checked about the house beside its tests, as one list, the same here and in
// CI. With --json FILE the result is also written there.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { TOP } from "./files.ts";

type Step = { name: string; command: readonly string[] };

const program = (name: string, ...options: string[]) => [`node_modules/.bin/${name}`, ...options];
const tool = (name: string, ...options: string[]) => [
  process.execPath,
  `tools/${name}.ts`,
  ...options,
];

const STEPS: readonly Step[] = [
  { name: "format", command: program("prettier", "--check", "--log-level=warn", ".") },
  { name: "types", command: program("tsc", "-p", "tsconfig.json") },
  { name: "lint", command: program("oxlint", "--deny-warnings") },
  { name: "imports", command: tool("check-imports") },
  { name: "words", command: tool("check-words") },
  { name: "sizes", command: tool("check-sizes") },
  { name: "map", command: tool("check-map") },
  { name: "docs", command: tool("write-configuration", "--check") },
  { name: "lockfile", command: tool("check-lockfile") },
  { name: "build", command: tool("build") },
];

const failed = STEPS.filter((step) => !passes(step)).map(({ name }) => name);
const passed = STEPS.length - failed.length;
console.log(
  `\n${passed} steps passed, ${failed.length} failed${failed.map((name) => `\n  ${name}`).join("")}`,
);

const at = process.argv.indexOf("--json");
const file = at === -1 ? undefined : process.argv[at + 1];
if (file) writeFileSync(file, JSON.stringify({ passed, failed: failed.length }));
process.exitCode = failed.length === 0 ? 0 : 1;

/** A step that passes says nothing but its name and duration. */
function passes({ name, command: [path = "", ...options] }: Step): boolean {
  const start = performance.now();
  const { status, stdout, stderr, error } = spawnSync(path, options, {
    cwd: TOP,
    encoding: "utf8",
  });
  const duration = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  console.log(`${status === 0 ? "pass" : "FAIL"}  ${name.padEnd(10)} ${duration.padStart(7)}`);
  if (status !== 0) console.log(`${stdout ?? ""}${stderr ?? ""}${error ? error.message : ""}`);
  return status === 0;
}
