// Owns reading which file imports which, and finding cycles. What is allowed is check-imports.ts.

import { posix } from "node:path";
import { codeUnder, readText } from "./files.ts";

/** One import between two files, written relative to `src`. */
export type Import = { from: string; to: string; isType: boolean };

const STATEMENT =
  /^\s*(?:import|export)\s+(type\s)?[^"';]*?\bfrom\s+["'](\.[^"']+)["']|^\s*import\s+["'](\.[^"']+)["']|\bimport\(\s*["'](\.[^"']+)["']/gm;

/** The first folder of a path, or the file itself where it is in none. */
export const roomOf = (file: string): string => file.split("/")[0] ?? file;

/** All files under a folder and all relative imports between them. */
export function importsOf(folder: string, top?: string): { files: string[]; imports: Import[] } {
  const paths = codeUnder(folder, top);
  const imports = paths.flatMap((path) => {
    const from = posix.relative(folder, path);
    return [...readText(path, top).matchAll(STATEMENT)].map((match) => {
      const target = match[2] ?? match[3] ?? match[4] ?? "";
      const to = posix.normalize(posix.join(posix.dirname(from), target));
      return { from, to, isType: match[1] !== undefined || hasOnlyTypes(match[0]) };
    });
  });
  return { files: paths.map((path) => posix.relative(folder, path)), imports };
}

/** `import { type A, type B } from` crosses with types alone as well. */
function hasOnlyTypes(statement: string): boolean {
  const names = /\{([^}]*)\}/.exec(statement)?.[1]?.split(",") ?? [];
  const given = names.map((name) => name.trim()).filter(Boolean);
  return given.length > 0 && given.every((name) => name.startsWith("type "));
}

/** Every cycle, once, as the files along it. */
export function cyclesIn(imports: readonly Import[]): string[][] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of imports) next.set(from, (next.get(from) ?? new Set()).add(to));
  const cycles: string[][] = [];
  const finished = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) cycles.push([...way.slice(way.indexOf(file)), file]);
    if (way.includes(file) || finished.has(file)) return;
    for (const other of next.get(file) ?? []) visit(other, [...way, file]);
    finished.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return cycles;
}
