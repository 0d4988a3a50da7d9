import { constants } from "node:fs";
import { access, chmod, mkdir, readdir, realpath, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DatabaseUnavailableError, errorCode } from "../../../errors.ts";
import { canEnter, requireEnterable } from "./require-enterable.ts";
import type { ServerAccount } from "./server-account.ts";

const PRIVATE = 0o700;
/** Others may pass through (the server's account must reach the cluster) but not list it; the files themselves are 0600. */
const PASSABLE = 0o711;

/** Makes sure that `directory` exists, is ours to write and can be entered by the server; returns its real path. */
export async function prepareDirectory(
  directory: string,
  account: ServerAccount | undefined,
): Promise<string> {
  const path = resolve(directory);
  try {
    await mkdir(path, { recursive: true, mode: account === undefined ? PRIVATE : PASSABLE });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unusable(path, error);
  }
  const real = await realpath(path);
  if (account !== undefined && !(await canEnter(real, account))) {
    await chmod(real, (await stat(real)).mode | PASSABLE);
  }
  await requireEnterable(real, account);
  return real;
}

/** Prefix of the folders in which clusters are created before they are renamed. */
export const WORKSHOP_PREFIX = "initdb-";

/** Removes what a killed process left unfinished. The caller must hold the lock. */
export async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(WORKSHOP_PREFIX)) continue;
    await rm(join(directory, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

function unusable(path: string, error: unknown): DatabaseUnavailableError {
  return new DatabaseUnavailableError(
    `Embedded Postgres cannot use ${path} (${errorCode(error)}): this user must be able to enter, read and write it. Change its owner or mode, start nightshift as the user who owns it, or set DATABASE_URL.`,
    { cause: error },
  );
}
