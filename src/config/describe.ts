// Owns how the settings in force are shown to the operator: as text or JSON, secrets masked.

import type { Config } from "./config.ts";
import { options, type Option } from "./options.ts";

const MASK = "••••••••";

/** One setting in force. */
export type SettingInForce = {
  name: string;
  /** Undefined when it is not set and has no default. */
  value: string | number | readonly string[] | undefined;
  meaning: string;
};

/**
 * Lists every setting in force, in the order of the table.
 *
 * @returns one line per setting; of a secret no more than that it is there
 */
export function describeConfig(config: Config): SettingInForce[] {
  return Object.entries<Option>(options).map(([name, option]) => ({
    name,
    value: option.secret ? masked(option, option.inForce(config)) : option.inForce(config),
    meaning: option.meaning,
  }));
}

/** The settings in force as aligned lines, `NAME  value`. */
export function configAsText(config: Config): string {
  const lines = describeConfig(config);
  const width = Math.max(...lines.map(({ name }) => name.length));
  return lines.map(({ name, value }) => `${name.padEnd(width)}  ${asText(value)}\n`).join("");
}

/** The settings in force as one JSON object; what is not set is null. */
export function configAsJson(config: Config): string {
  const entries = describeConfig(config).map(({ name, value }) => [name, value ?? null]);
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

function asText(value: SettingInForce["value"]): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "(none)";
  return Array.isArray(value) ? value.join(",") : String(value);
}

function masked(option: Option, value: SettingInForce["value"]): SettingInForce["value"] {
  const mask = option.mask ?? (() => MASK);
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.map(mask) : mask(String(value));
}
