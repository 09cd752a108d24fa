// Makes dist/ from src/: what tsc makes of the code, and every other file as it is. Does nothing
// when neither the sources nor the compiler's settings have changed since.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesUnder, readText, TOP } from "./files.ts";

const STAMP = "dist/.built-from";
const SETTINGS = ["tsconfig.json", "tsconfig.build.json", "package-lock.json", "tools/build.ts"];

const sources = filesUnder("src");
const stamp = stampOf([...sources, ...SETTINGS]);

if (existsSync(join(TOP, STAMP)) && readText(STAMP) === stamp) process.exit(0);

rmSync(join(TOP, "dist"), { recursive: true, force: true });
compile();
for (const file of sources.filter((source) => !/\.tsx?$/.test(source))) copy(file);
const commandLine = join(TOP, "dist/cli/main.js");
if (existsSync(commandLine)) chmodSync(commandLine, 0o755);
writeFileSync(join(TOP, STAMP), stamp);

function stampOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0${readText(file)}\0`);
  return hash.digest("hex");
}

function compile(): void {
  const tsc = join(TOP, "node_modules/typescript/bin/tsc");
  try {
    execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], {
      cwd: TOP,
      stdio: "inherit",
    });
  } catch {
    console.error("The build failed: the compiler's findings are above.");
    process.exit(1);
  }
}

function copy(file: string): void {
  const target = join(TOP, file.replace(/^src/, "dist"));
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(TOP, file), target);
}
