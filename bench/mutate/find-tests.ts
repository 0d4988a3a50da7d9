import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Tests that need a database, processes or a browser are too slow to be run for every mutant. */
const SLOW = /support\/(?:test-database|night|run-cli|demo-night|fork-\w+|browser)|child_process/;

/**
 * The quick test files that import a source file, and those that import another file of its folder: two groups, since the
 * first one notices most changes by itself.
 */
export function findTests(path: string, tests: ReadonlyMap<string, readonly string[]>): string[][] {
  const own = new Set(tests.get(path));
  const beside = [...tests]
    .filter(([other]) => dirname(other) === dirname(path))
    .flatMap(([, files]) => files);
  const others = new Set(beside.filter((file) => !own.has(file)));
  return [own, others].filter(({ size }) => size > 0).map((files) => [...files]);
}

/** By the path of a source file, the quick test files that import it themselves. */
export function listTests(files = globSync("test/**/*.test.{ts,tsx}")): Map<string, string[]> {
  const tests = new Map<string, string[]>();
  for (const file of files) {
    const source = readFileSync(file, "utf8");
    if (SLOW.test(source)) continue;
    for (const [, path = ""] of source.matchAll(/from "(\.[^"]*\/src\/[^"]*)"/g)) {
      const imported = join(dirname(file), path);
      tests.set(imported, [...(tests.get(imported) ?? []), file]);
    }
  }
  return tests;
}
