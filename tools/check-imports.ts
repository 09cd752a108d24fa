// Who may import whom. A line names a room and what it may use of the others: a room, a file, or
// "type …" where only types may cross. Reading the files is import-graph.ts.

import { report, type Finding } from "./files.ts";
import { cyclesIn, importsOf, roomOf, type Import } from "./import-graph.ts";

const MAY_USE: Record<string, readonly string[]> = {
  primitives: [],
  config: ["primitives"],
  store: ["primitives"],
  delivery: ["primitives", "store", "domain/code.ts"],
  domain: ["primitives", "store"],
  web: ["domain", "primitives", "type config"],
  integrations: ["domain", "web/guard.ts", "web/respond.ts", "primitives"],
  phone: ["primitives"],
  cli: ["twostep.ts", "config", "phone", "primitives"],
  testing: ["twostep.ts", "config", "phone", "primitives"],
  "twostep.ts": ["config", "store", "delivery", "domain", "web", "integrations", "primitives"],
  "index.ts": ["twostep.ts", "type *"],
};

/** Files of these folders know nothing of each other, except of those named. */
const STRANGERS: Record<string, readonly string[]> = {
  "web/routes": [],
  "integrations/forward-auth": ["decide.ts"],
};

const isIn = (place: string, file: string) => file === place || file.startsWith(`${place}/`);

function mayImport({ from, to, isType }: Import): boolean {
  const room = roomOf(from);
  if (room === roomOf(to)) return true;
  return (MAY_USE[room] ?? []).some((rule) => {
    const place = rule.replace("type ", "");
    return (isType || rule === place) && (place === "*" || isIn(place, to));
  });
}

function areStrangers({ from, to }: Import): boolean {
  return Object.entries(STRANGERS).some(([folder, known]) => {
    const isKnown = known.some((file) => to === `${folder}/${file}`);
    return isIn(folder, from) && isIn(folder, to) && !isKnown;
  });
}

/** Every import that breaks a rule, every cycle and every barrel under `src`. */
export function findWrongImports(top?: string): Finding[] {
  const { files, imports } = importsOf("src", top);
  return [
    ...imports.filter((one) => !mayImport(one)).map((one) => `${one.from} may not use ${one.to}`),
    ...imports.filter(areStrangers).map((one) => `${one.from} may not know ${one.to}`),
    ...files.filter((file) => /\/index\.tsx?$/.test(file)).map((file) => `${file} is a barrel`),
    ...cyclesIn(imports).map((cycle) => `cycle: ${cycle.join(" → ")}`),
  ];
}

if (import.meta.main) report("imports", findWrongImports());
