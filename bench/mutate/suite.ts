import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import Mocha from "mocha";
import { compile } from "./find-mutants.ts";

// Asks the tests about one version of a source file after the other, in one process: each version is loaded under a URL of its
// own, together with all files that depend on it. Everything else stays loaded.

/** One version of a source file, and the groups of test files that are asked about it until one of them fails. */
export interface Version {
  readonly path: string;
  readonly source: string;
  readonly dependents: readonly string[];
  readonly groups: readonly (readonly string[])[];
  /** Titles of tests that are not asked. */
  readonly without: readonly string[];
}

/** What the tests say of a version. */
export interface Judgment {
  readonly passed: boolean;
  /** Titles of the tests that took longer than QUICK_MS. */
  readonly slow: readonly string[];
}

const QUICK_MS = 2_000;
const toUrl = (path: string) => pathToFileURL(resolve(path)).href;
const OURS = toUrl(".");
const compiled = new Map<string, string>();
let count = 0;
let changed = { url: "", code: "", dependents: new Set<string>() };

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return changed.dependents.has(found.url) ? { ...found, url: `${found.url}?${count}` } : found;
  },
  load(versioned, context, next) {
    const [url = ""] = versioned.split("?");
    if (!url.startsWith(OURS) || url.includes("/node_modules/") || !/\.tsx?$/.test(url)) {
      return next(versioned, context);
    }
    const code = url === changed.url ? changed.code : (compiled.get(url) ?? read(url));
    return { format: "module", source: code, shortCircuit: true };
  },
});

function read(url: string): string {
  const path = fileURLToPath(url);
  const code = compile(readFileSync(path, "utf8"), path);
  compiled.set(url, code);
  return code;
}

async function passes(
  files: readonly string[],
  without: readonly string[],
  slow: string[],
): Promise<boolean> {
  const mocha = new Mocha({ bail: true, timeout: 0, reporter: Mocha.reporters.Base });
  for (const file of files) {
    mocha.suite.emit("pre-require", globalThis, file, mocha);
    await import(toUrl(file));
  }
  eachTest(mocha.suite, (test) => {
    test.pending ||= without.includes(test.fullTitle());
  });
  return new Promise((done) => {
    const runner = mocha.run((failures) => done(failures === 0));
    runner.on("test end", (test) => {
      if ((test.duration ?? 0) > QUICK_MS) slow.push(test.fullTitle());
    });
  });
}

function eachTest(suite: Mocha.Suite, see: (test: Mocha.Test) => void): void {
  for (const test of suite.tests) see(test);
  for (const inner of suite.suites) eachTest(inner, see);
}

async function judge({ path, source, dependents, groups, without }: Version): Promise<Judgment> {
  count += 1;
  changed = { url: toUrl(path), code: compile(source, path), dependents: new Set(dependents.map(toUrl)) };
  const slow: string[] = [];
  for (const files of groups) {
    // A file that cannot even be loaded is noticed, too.
    if (!(await passes(files, without, slow).catch(() => false))) return { passed: false, slow };
  }
  return { passed: true, slow };
}

process.on("message", (version: Version) => {
  void judge(version).then((judgment) => process.send?.(judgment));
});
