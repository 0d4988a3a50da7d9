import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseUnavailableError, errorCode } from "../../../errors.ts";
import type { ServerAccount } from "./server-account.ts";

/** Throws an error naming the first folder on the path to `folder` that the server's account (ours if undefined) cannot enter. */
export async function requireEnterable(folder: string, account: ServerAccount | undefined): Promise<void> {
  for (const step of stepsTo(folder)) {
    if (await canEnter(step, account)) continue;
    const who =
      account === undefined
        ? "this user"
        : `the user with id ${account.uid}, which Postgres runs as because it refuses to run as root,`;
    throw new DatabaseUnavailableError(
      `Embedded Postgres cannot start: ${who} may not enter ${step}. Allow it (chmod o+x ${step}), move nightshift elsewhere, or set DATABASE_URL.`,
    );
  }
}

/** Whether the folder itself can be entered, regardless of its parents. */
export async function canEnter(folder: string, account: ServerAccount | undefined): Promise<boolean> {
  if (account === undefined) return canEnterOurselves(folder);
  const { mode, uid, gid } = await stat(folder);
  if (uid === account.uid) return (mode & constants.S_IXUSR) !== 0;
  if (gid === account.gid) return (mode & constants.S_IXGRP) !== 0;
  return (mode & constants.S_IXOTH) !== 0;
}

async function canEnterOurselves(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.X_OK);
    return true;
  } catch (error) {
    if (errorCode(error) === "EACCES") return false;
    throw error;
  }
}

function stepsTo(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [...stepsTo(parent), folder];
}
