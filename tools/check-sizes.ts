// How long files may be: half of the sources under 80 lines, nine in ten under 200, none over
// 300; no test over 500.

import { codeUnder, readText, report, type Finding } from "./files.ts";

type Sized = { file: string; lines: number };

/** What is longer than it may be. */
export function findOversizes(top?: string): Finding[] {
  const sources = ["src", "tools", "bench"].flatMap((folder) => sizesOf(folder, top));
  return [
    ...tooMany(sizesOf("src", top), 80, 1 / 2),
    ...tooMany(sizesOf("src", top), 200, 1 / 10),
    ...sources.filter(({ lines }) => lines > 300).map((one) => tooLong(one, 300)),
    ...sizesOf("test", top)
      .filter(({ lines }) => lines > 500)
      .map((one) => tooLong(one, 500)),
  ];
}

function sizesOf(folder: string, top?: string): Sized[] {
  return codeUnder(folder, top).map((file) => ({
    file,
    lines: readText(file, top).split("\n").length - 1,
  }));
}

function tooMany(sizes: readonly Sized[], limit: number, share: number): Finding[] {
  const long = sizes.filter(({ lines }) => lines >= limit);
  if (long.length <= sizes.length * share) return [];
  const longest = long.toSorted((one, other) => one.lines - other.lines).slice(0, 5);
  const easiest = longest.map(({ file, lines }) => `${file} (${lines})`).join(", ");
  return [
    `${long.length} of ${sizes.length} files in src have ${limit} lines or more, at most ${Math.floor(sizes.length * share)} may; the nearest: ${easiest}`,
  ];
}

const tooLong = ({ file, lines }: Sized, limit: number): Finding =>
  `${file} has ${lines} lines, at most ${limit} are allowed`;

if (import.meta.main) report("sizes", findOversizes());
