// Owns how the tools find the house's files and print their findings.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Where the house stands; every path below is relative to it and written with slashes. */
export const TOP = join(import.meta.dirname, "..");

/** What a check says of one file; an empty list is a pass. */
export type Finding = string;

/** All files under a folder, sorted. */
export function filesUnder(folder: string, top = TOP): string[] {
  const entries = readdirSync(join(top, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(top, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

/** The TypeScript files under a folder. */
export const codeUnder = (folder: string, top = TOP): string[] =>
  filesUnder(folder, top).filter((file) => /\.tsx?$/.test(file));

export const readText = (file: string, top = TOP): string => readFileSync(join(top, file), "utf8");

/** Prints the findings and leaves the exit code that says whether there were any. */
export function report(name: string, findings: readonly Finding[]): void {
  for (const finding of findings) console.error(finding);
  console.log(`${name}: ${findings.length === 0 ? "nothing found" : `${findings.length} found`}`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
