// Whether ARCHITECTURE.md still is the map of the house: it names every room, every folder of a
// room and every file that stands beside the rooms.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { filesUnder, readText, report, TOP, type Finding } from "./files.ts";

/** What is in src/ and not on the map. */
export function findUnmapped(top = TOP): Finding[] {
  if (!existsSync(join(top, "ARCHITECTURE.md"))) return ["ARCHITECTURE.md is missing"];
  const map = readText("ARCHITECTURE.md", top);
  return [...placesUnder("src", top)]
    .filter((place) => !names(map, place))
    .map((place) => `ARCHITECTURE.md does not name ${place}`);
}

function placesUnder(folder: string, top: string): Set<string> {
  const places = new Set<string>();
  for (const file of filesUnder(folder, top)) {
    const parts = file.split("/").slice(1);
    if (parts.length === 1) places.add(parts[0] ?? "");
    for (let depth = 1; depth < parts.length; depth++) places.add(`${parts[depth - 1]}/`);
  }
  return places;
}

function names(map: string, place: string): boolean {
  const at = map.search(new RegExp(`(^|[^a-z0-9-])${place.replaceAll(".", "\\.")}`, "im"));
  return at !== -1;
}

if (import.meta.main) report("map", findUnmapped());
