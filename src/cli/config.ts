// Owns `twostep config`: the settings in force, secrets masked.
import { configAsJson, configAsText } from "../config/describe.ts";
import { readConfig } from "./open.ts";

export async function config({ json }: { json?: boolean }): Promise<void> {
  const inForce = await readConfig({});
  process.stdout.write(`${json ? configAsJson(inForce) : configAsText(inForce)}\n`);
}
