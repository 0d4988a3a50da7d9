import { type FileHandle, open, readFile, rm, stat } from "node:fs/promises";
import { errorCode } from "../../../errors.ts";

const MAX_BYTES = 5_000_000;
const TAIL_CHARACTERS = 2_000;

/** Opens the server's log for appending; a large one is started again. */
export async function openLog(path: string): Promise<FileHandle> {
  if (((await sizeOf(path)) ?? 0) > MAX_BYTES) await rm(path, { force: true });
  return open(path, "a", 0o600);
}

/** The last lines of the server's log, for an error message. */
export async function readLogTail(path: string): Promise<string> {
  if ((await sizeOf(path)) === undefined) return "(there is no log)";
  return (await readFile(path, "utf8")).slice(-TAIL_CHARACTERS).trim();
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
