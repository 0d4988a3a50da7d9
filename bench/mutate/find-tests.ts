import { globSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** Tests that need a database, processes or a browser are too slow to be run for every mutant. */
const SLOW = /support\/(?:test-database|night|run-cli|demo-night|fork-\w+|browser)|child_process/;

/** By the path of a file, the files that import it themselves. An import of types is none: nothing of it is run. */
export type Importers = ReadonlyMap<string, readonly string[]>;

/** What tests and sources import, without the tests that are too slow. */
export function readImporters(files = globSync("{src,test,demo}/**/*.{ts,tsx}")): Importers {
  const importers = new Map<string, string[]>();
  for (const file of files) {
    const source = readFileSync(file, "utf8");
    if (file.startsWith(`test${sep}`) && SLOW.test(source)) continue;
    for (const [, path = ""] of source.matchAll(/^(?:import|export) (?!type)[^;]*?"(\.[^"]*)";$/gm)) {
      const imported = join(dirname(file), path);
      importers.set(imported, [...(importers.get(imported) ?? []), file]);
    }
  }
  return importers;
}

/** The file and all that import it, directly or through others: what must be loaded again after a change. */
export function findDependents(path: string, importers: Importers): string[] {
  const found = new Set([path]);
  for (const file of found) for (const importer of importers.get(file) ?? []) found.add(importer);
  return [...found];
}

/**
 * The quick test files of a source file, in the order in which they are asked: those that import it, those that import
 * another file of its folder, and those of its part of the product that reach it through others.
 */
export function findTests(path: string, importers: Importers): string[][] {
  const isTest = (file: string) => /\.test\.tsx?$/.test(file);
  const own = importers.get(path) ?? [];
  const beside = [...importers]
    .filter(([other]) => dirname(other) === dirname(path))
    .flatMap(([, files]) => files);
  const part = join("test", path.split(sep)[1] ?? "");
  const reaching = findDependents(path, importers).filter((file) => file.startsWith(part));
  const asked = new Set<string>();
  const groups = [own, beside, reaching].map((files) => {
    const next = [...new Set(files.filter(isTest))].filter((file) => !asked.has(file));
    for (const file of next) asked.add(file);
    return next;
  });
  return groups.filter((files) => files.length > 0);
}
