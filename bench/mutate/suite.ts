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
}

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
  const code = compile(readFileSync(fileURLToPath(url), "utf8"));
  compiled.set(url, code);
  return code;
}

async function passes(files: readonly string[]): Promise<boolean> {
  const mocha = new Mocha({ bail: true, timeout: 10_000, reporter: Mocha.reporters.Base });
  for (const file of files) {
    mocha.suite.emit("pre-require", globalThis, file, mocha);
    await import(toUrl(file));
  }
  return new Promise((done) => mocha.run((failures) => done(failures === 0)));
}

async function judge({ path, source, dependents, groups }: Version): Promise<boolean> {
  count += 1;
  changed = { url: toUrl(path), code: compile(source), dependents: new Set(dependents.map(toUrl)) };
  // A file that cannot even be loaded is noticed, too.
  for (const files of groups) if (!(await passes(files).catch(() => false))) return false;
  return true;
}

process.on("message", (version: Version) => {
  void judge(version).then((passed) => process.send?.(passed));
});
