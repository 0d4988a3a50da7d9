import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../../../errors.ts";
import { createClaim, isClaimAlive, readClaim } from "./process-claim.ts";

/** Notes one more hold of this process on the server; returns the note's path. */
export async function attach(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, createClaim().text);
  await writeFile(path, "", { mode: 0o600, flag: "wx" });
  return path;
}

/** How many holders are left, after removing the notes of processes that died. */
export async function countAttached(folder: string): Promise<number> {
  let alive = 0;
  for (const name of await namesIn(folder)) {
    const claim = readClaim(name);
    if (claim === undefined) continue;
    if (isClaimAlive(claim)) alive += 1;
    else await rm(join(folder, name), { force: true });
  }
  return alive;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
