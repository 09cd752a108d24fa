// Sees that the programs the tests need are there: MariaDB and Chromium. On Debian and Ubuntu it
// installs what is missing, elsewhere it names it and fails; no test is skipped for the lack.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { findProgram, PROGRAMS } from "./find-program.ts";

type Need = { what: string; programs: readonly string[]; debianPackage: string };

const NEEDS: readonly Need[] = [
  { what: "MariaDB", programs: PROGRAMS.mariadbd, debianPackage: "mariadb-server" },
  { what: "MariaDB", programs: PROGRAMS.mariadbInstaller, debianPackage: "mariadb-server" },
  { what: "Chromium", programs: PROGRAMS.chromium, debianPackage: chromiumPackage() },
];

const missing = whatIsMissing();
if (missing.length > 0) {
  const what = [...new Set(missing.map((need) => need.what))].join(" and ");
  const packages = [...new Set(missing.map((need) => need.debianPackage))];
  const root = asRoot();
  if (!isDebian() || !root) giveUp(`The tests need ${what}: install ${packages.join(" and ")}.`);
  console.log(`The tests need ${what}: installing ${packages.join(" and ")} with apt-get.`);
  install(root, packages);
  const still = whatIsMissing().map((need) => need.what);
  if (still.length > 0) giveUp(`${still.join(" and ")} is still missing: install it by hand.`);
}

function whatIsMissing(): Need[] {
  return NEEDS.filter((need) => !findProgram(need.programs));
}

/** The policy file keeps the packages from starting services; one that is there is left alone. */
function install(root: readonly string[], packages: readonly string[]): void {
  const policy = "/usr/sbin/policy-rc.d";
  const isOurs = !existsSync(policy);
  const script = `printf '#!/bin/sh\\nexit 101\\n' > ${policy} && chmod 755 ${policy}`;
  if (isOurs) run([...root, "sh", "-c", script]);
  const apt = [...root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
  const isDone =
    run([...apt, "update"]) &&
    run([...apt, "install", "-y", "--no-install-recommends", ...packages]);
  if (isOurs) run([...root, "rm", "-f", policy]);
  if (!isDone) giveUp(`apt-get could not install ${packages.join(" and ")}: see above.`);
}

/** Ubuntu's package named chromium needs a snap daemon; chromium-browser says so at least. */
function chromiumPackage(): string {
  return release().includes("ID=ubuntu") ? "chromium-browser" : "chromium";
}

function isDebian(): boolean {
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release()) && findProgram(["apt-get"]) !== undefined;
}

function release(): string {
  return existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
}

/** What to put in front of a command to run it as root without a question, if there is a way. */
function asRoot(): readonly string[] | undefined {
  if (process.getuid?.() === 0) return [];
  const sudo = findProgram(["sudo"]);
  if (!sudo) return undefined;
  return spawnSync(sudo, ["-n", "true"]).status === 0 ? [sudo, "-n"] : undefined;
}

function run([program = "", ...options]: readonly string[]): boolean {
  return spawnSync(program, options, { stdio: "inherit" }).status === 0;
}

function giveUp(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}
