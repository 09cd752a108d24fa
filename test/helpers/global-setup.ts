// Owns what one run of the tests shares: a MariaDB in a temporary folder. It starts beside the
// tests, which wait for it only when they ask for a database, and is removed whatever happens.

import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { installTemplate, MariaDbServer } from "./mariadb-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Holds `template/`, and `access.json` or `failed` once it is known how the start went. */
    mariaDbFolder: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "twostep-tests-"));
  project.provide("mariaDbFolder", folder);
  const starting = start(folder);
  return async () => {
    const server = await starting;
    await server?.remove();
    await rm(folder, { recursive: true, force: true });
  };
}

async function start(folder: string): Promise<MariaDbServer | undefined> {
  try {
    await installTemplate(join(folder, "template"));
    const server = await MariaDbServer.create(join(folder, "template"), join(folder, "shared"));
    await server.start();
    await appear(join(folder, "access.json"), JSON.stringify(server.access));
    return server;
  } catch (error) {
    await appear(join(folder, "failed"), String(error));
    return undefined;
  }
}

/** A file that is there is there whole. */
async function appear(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
