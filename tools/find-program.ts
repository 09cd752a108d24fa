// Owns where programs of the system are looked for that the tests need.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const EXTRA_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin", "/snap/bin"];

/** Names under which each program may be installed. */
export const PROGRAMS = {
  mariadbd: ["mariadbd", "mysqld"],
  mariadbInstaller: ["mariadb-install-db", "mysql_install_db"],
  chromium: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
} as const;

/** The path of the first of these programs that is there. */
export function findProgram(names: readonly string[]): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...EXTRA_FOLDERS];
  const paths = names.flatMap((name) =>
    folders.filter(Boolean).map((folder) => join(folder, name)),
  );
  return paths.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
