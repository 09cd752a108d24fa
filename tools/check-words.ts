// Words that say nothing, or that have a better one in the glossary, in the names of src: of
// files and of whatever is declared. Names that others chose are foreign and left alone.

import { parseAst } from "vitest/node";
import { codeUnder, filesUnder, readText, report, type Finding } from "./files.ts";

const FORBIDDEN = "manager service helper util data info handler otp mfa".split(" ");

/** Names that others chose, and where: Twilio's fields and messaging services, a logger's method,
 * the field of a server-sent event. */
const FOREIGN: readonly (readonly [name: RegExp, where: RegExp])[] = [
  [/^(messaging_?)?service_?sid$|^more_info$/i, /./],
  [/service/i, /^src\/(phone\/|cli\/phone\.ts|integrations\/verify-api\/)/],
  [/^info$/, /./],
  [/^data$/, /event-stream/],
];

type Node = { type: string; [key: string]: unknown };

/** Every file and declaration under `src` with a forbidden word in its name. */
export function findForbiddenWords(top?: string): Finding[] {
  const files = filesUnder("src", top).flatMap((file) =>
    wordIn(file, file.split("/").at(-1) ?? ""),
  );
  const names = codeUnder("src", top).flatMap((file) =>
    declaredIn(readText(file, top), file).flatMap((name) => wordIn(file, name)),
  );
  return [...files, ...new Set(names)];
}

/** Every `new Date()`: it looks at the machine's clock as `Date.now()` does, which lint forbids. */
export function findClocks(top?: string): Finding[] {
  return codeUnder("src", top)
    .filter((file) => file !== "src/primitives/clock.ts")
    .filter((file) => /\bnew Date\(\s*\)/.test(readText(file, top)))
    .map((file) => `${file} uses new Date() without a time; take a Clock (primitives/clock.ts)`);
}

function wordIn(file: string, name: string): Finding[] {
  if (FOREIGN.some(([foreign, where]) => foreign.test(name) && where.test(file))) return [];
  const words = name.split(/[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase());
  const bad = words.find((word) => FORBIDDEN.includes(word.replace(/s$/, "")));
  return bad ? [`${file}: "${name}" has the word "${bad}" in it`] : [];
}

function declaredIn(code: string, file: string): string[] {
  const names: string[] = [];
  visit(parseAst(code, { lang: file.endsWith("x") ? "tsx" : "ts" }) as unknown as Node, names);
  return names;
}

function visit(node: Node, names: string[]): void {
  for (const part of declaredBy(node)) bind(part, names);
  for (const child of Object.values(node).flat()) if (isNode(child)) visit(child, names);
}

/** The parts of a node that give something a name. */
function declaredBy(node: Node): unknown[] {
  switch (node.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return [node["id"], ...(node["params"] as unknown[])];
    case "VariableDeclarator":
    case "ClassDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSInterfaceDeclaration":
      return [node["id"]];
    case "PropertyDefinition":
    case "MethodDefinition":
    case "TSPropertySignature":
    case "TSMethodSignature":
      return [node["key"]];
    default:
      return [];
  }
}

/** Names in a pattern; `{ data }` takes over a name that was given elsewhere. */
function bind(part: unknown, names: string[]): void {
  if (!isNode(part)) return;
  if (part.type === "Identifier") names.push(String(part["name"]));
  for (const key of ["left", "argument"]) if (part.type !== "Identifier") bind(part[key], names);
  if (Array.isArray(part["elements"])) for (const one of part["elements"]) bind(one, names);
  for (const one of Array.isArray(part["properties"]) ? part["properties"] : []) {
    if (isNode(one) && one["shorthand"] !== true) bind(one["value"] ?? one["argument"], names);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

if (import.meta.main) report("words", [...findForbiddenWords(), ...findClocks()]);
