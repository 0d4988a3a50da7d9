import { chmod, readFile, stat, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorCode } from "../../../errors.ts";

const EXECUTABLE = 0o555;

/** Does what an install without scripts left out: links between the libraries, and executable bits. */
export async function completeBinaries(native: string, programs: readonly string[]): Promise<void> {
  for (const { source, target } of await readLinks(join(native, "pg-symlinks.json"))) {
    await linkOnce(basename(source), join(native, "..", target));
  }
  for (const program of programs) await makeExecutable(program);
}

async function linkOnce(target: string, path: string): Promise<void> {
  try {
    await stat(path);
  } catch (missing) {
    if (errorCode(missing) !== "ENOENT") throw missing;
    try {
      await symlink(target, path);
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error; // another process was faster
    }
  }
}

/** npm packages cannot contain symbolic links; this file lists the ones that the install script would create. */
async function readLinks(path: string): Promise<{ source: string; target: string }[]> {
  try {
    const links: unknown = JSON.parse(await readFile(path, "utf8"));
    return Array.isArray(links) ? links.filter(isLink) : [];
  } catch (error) {
    if (errorCode(error) === "ENOENT") return []; // platforms whose libraries need no links have no list
    throw error;
  }
}

function isLink(link: unknown): link is { source: string; target: string } {
  return (
    typeof link === "object" &&
    link !== null &&
    "source" in link &&
    "target" in link &&
    typeof link.source === "string" &&
    typeof link.target === "string"
  );
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & EXECUTABLE) !== EXECUTABLE) await chmod(path, mode | EXECUTABLE);
}
