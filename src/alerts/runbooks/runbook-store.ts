import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readRunbook } from "./read-runbook.ts";
import type { Runbook } from "./runbook.ts";

/** Reads every `*.md` in a folder as a runbook, in the order of their names; a malformed one fails all. */
export async function readRunbooks(directory: string): Promise<Runbook[]> {
  const files = (await readdir(directory)).filter((name) => name.endsWith(".md")).sort();
  return Promise.all(
    files.map(async (name) => {
      const file = join(directory, name);
      return readRunbook(file, await readFile(file, "utf8"));
    }),
  );
}
