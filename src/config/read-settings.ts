// Owns the way from environment variables (and the files they name) to a value per setting, with
// every mistake on the way. How settings must fit together is rules.ts.

import { readFileSync } from "node:fs";
import { options, type Option, type SettingName, type Values } from "./options.ts";
import { quoted } from "./parse.ts";

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const names = Object.keys(options) as SettingName[];

/** What was read: a setting with a mistake of its own is misread, its value not to be relied on. */
export type Reading = {
  values: Values;
  mistakes: readonly string[];
  misread: ReadonlySet<SettingName>;
};

/** Reads each setting by itself. */
export function readSettings(env: Environment): Reading {
  const mistakes: string[] = [];
  const misread = new Set<SettingName>();
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of names) {
    const read = readSetting(name, env);
    if ("mistake" in read) {
      mistakes.push(read.mistake);
      misread.add(name);
    }
    values[name] = "mistake" in read ? readSetting(name, {}).value : read.value;
  }
  return { values: values as Values, mistakes: [...mistakes, ...unknownNames(env)], misread };
}

type Read = { value?: unknown } | { value?: never; mistake: string };

function readSetting(name: SettingName, env: Environment): Read {
  const option: Option = options[name];
  const given = givenText(name, option, env);
  if ("mistake" in given) return given;
  const text = given.text ?? option.fallback;
  if (text === undefined) return {};
  const parsed = option.parse(text);
  if (parsed.ok) return { value: parsed.value };
  const is = option.secret || option.quiet ? "" : ` (${quoted(text)})`;
  return { mistake: `${name}${is} ${parsed.problem}; ${parsed.remedy}.` };
}

type Given = { text?: string | undefined } | { mistake: string };

function givenText(name: string, option: Option, env: Environment): Given {
  const text = env[name]?.trim() || undefined;
  const file = option.secret ? env[`${name}_FILE`]?.trim() || undefined : undefined;
  if (file === undefined) return { text };
  if (text === undefined) return textOfFile(name, file);
  return { mistake: `${name} and ${name}_FILE are both set; keep one of them.` };
}

function textOfFile(name: string, file: string): Given {
  const start = `${name}_FILE (${quoted(file)})`;
  try {
    const text = readFileSync(file, "utf8").trim();
    return text ? { text } : { mistake: `${start} names an empty file; write the secret into it.` };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    const remedy = "write the path of a file that this account may read";
    return { mistake: `${start} cannot be read${code}; ${remedy}.` };
  }
}

function unknownNames(env: Environment): string[] {
  const secretNames = names.filter((name) => (options[name] as Option).secret);
  const known = [...names, ...secretNames.map((name) => `${name}_FILE`)];
  return Object.keys(env)
    .filter((name) => name.startsWith("TWOSTEP_") && !known.includes(name))
    .map((name) => `${name} is not a setting; did you mean ${nearest(name, known)}?`);
}

function nearest(name: string, known: readonly string[]): string {
  const byDistance = known.map((other) => ({ other, far: distance(name, other) }));
  return byDistance.reduce((best, next) => (next.far < best.far ? next : best)).other;
}

/** How many letters must be put in, taken out or changed to turn one name into the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column++) {
      const changed = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
