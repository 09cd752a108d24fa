// Whether an installation gives the same everywhere: exact versions, a lockfile that names no
// host, and nothing installed from elsewhere than the registry.

import { readText, report, type Finding } from "./files.ts";

type Package = { version?: string; resolved?: string; integrity?: string; link?: boolean };

/** What in package.json and package-lock.json is not exact. */
export function findLooseDependencies(top?: string): Finding[] {
  const wanted = JSON.parse(readText("package.json", top)) as Record<string, unknown>;
  const locked = JSON.parse(readText("package-lock.json", top)) as {
    packages: Record<string, Package>;
  };
  return [
    ...["dependencies", "devDependencies", "optionalDependencies"].flatMap((kind) =>
      inexact((wanted[kind] ?? {}) as Record<string, string>),
    ),
    ...Object.entries(locked.packages).flatMap(([path, one]) => unsafe(path, one)),
  ];
}

function inexact(dependencies: Record<string, string>): Finding[] {
  return Object.entries(dependencies)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `package.json: ${name} is ${version}; write one exact version`);
}

function unsafe(path: string, { resolved, integrity }: Package): Finding[] {
  if (path === "") return [];
  return [
    ...(resolved ? [`package-lock.json: ${path} names where it came from; remove "resolved"`] : []),
    ...(integrity ? [] : [`package-lock.json: ${path} has no integrity`]),
  ];
}

if (import.meta.main) report("lockfile", findLooseDependencies());
