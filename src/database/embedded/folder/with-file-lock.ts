import { readlink, rm, symlink } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { DatabaseUnavailableError, errorCode } from "../../../errors.ts";
import { createClaim, isClaimAlive, type ProcessClaim, readClaim } from "./process-claim.ts";

const POLL_MS = 25;

/**
 * Runs `action` while no other process runs one under the same `path`. The lock is a symbolic link whose target
 * names its holder: creating one is atomic, and exclusive. A dead holder's lock is broken; a live holder is waited for,
 * at most `waitMs`.
 */
export async function withFileLock<T>(path: string, action: () => Promise<T>, waitMs = 120_000): Promise<T> {
  await lock(path, createClaim(), performance.now() + waitMs);
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}

async function lock(path: string, claim: ProcessClaim, deadline: number): Promise<void> {
  while (!(await tryLock(path, claim))) {
    const holder = await readHolder(path);
    if (holder !== undefined && !isClaimAlive(holder)) await breakLock(path, holder, claim, deadline);
    else if (performance.now() < deadline) await pause(POLL_MS);
    else throw unavailable(path, `held by the running process ${holder?.pid ?? "?"} for too long`);
  }
}

async function tryLock(path: string, claim: ProcessClaim): Promise<boolean> {
  try {
    await symlink(claim.text, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/**
 * Two processes may find the same dead holder, and the slower one must not remove the lock that the faster one has taken
 * meanwhile. So a lock is only removed under a second lock, named for the dead claim, after checking again.
 */
async function breakLock(
  path: string,
  dead: ProcessClaim,
  claim: ProcessClaim,
  deadline: number,
): Promise<void> {
  const guard = `${path.replace(/[.]break-[0-9a-f]{16}$/, "")}.break-${dead.nonce}`;
  await lock(guard, claim, deadline);
  try {
    if ((await readHolder(path))?.text === dead.text) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Who holds the lock; undefined if it has just been released. */
async function readHolder(path: string): Promise<ProcessClaim | undefined> {
  let text: string;
  try {
    text = await readlink(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    if (errorCode(error) === "EINVAL") throw unavailable(path, "not a lock of ours (a plain file)");
    throw error;
  }
  const holder = readClaim(text);
  if (holder === undefined) throw unavailable(path, "not a lock of ours");
  return holder;
}

function unavailable(path: string, problem: string): DatabaseUnavailableError {
  return new DatabaseUnavailableError(
    `The lock ${path} of the embedded Postgres is ${problem}. If no nightshift process is starting or stopping, remove it and try again.`,
  );
}
