import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The project's folder. */
export const ROOT = join(import.meta.dirname, "../..");

/** A file of ours as the rules of the house see it. */
export interface SourceFile {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** A breach of a rule: where, and what stands there. */
export interface Breach {
  readonly path: string;
  readonly line: number;
  readonly found: string;
}

/** Our own files that match, sorted; never what is built or installed. */
export function listFiles(...patterns: readonly string[]): SourceFile[] {
  return globSync(patterns, { cwd: ROOT, exclude: ["node_modules/**", "dist/**", "coverage/**"] })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

/** Every match of a pattern in a file, with its line. */
export function findAll({ path, text }: SourceFile, pattern: RegExp): Breach[] {
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
    path,
    line: text.slice(0, index).split("\n").length,
    found: found.replace(/\s+/g, " ").trim(),
  }));
}

/** Says every breach with the reason for the rule; empty when there is none. */
export function explain(reason: string, breaches: readonly Breach[]): string {
  if (breaches.length === 0) return "";
  return [reason, ...breaches.map(({ path, line, found }) => `  ${path}:${line}  ${found}`)].join("\n");
}
