import { chown, mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getuid } from "node:process";
import { DatabaseUnavailableError, errorCode } from "../../../errors.ts";
import type { Layout } from "../folder/layout.ts";
import { removeUnfinished, WORKSHOP_PREFIX } from "../folder/prepare-directory.ts";
import { createClaim } from "../folder/process-claim.ts";
import type { ServerAccount } from "../folder/server-account.ts";
import type { Binaries } from "../programs/find-binaries.ts";
import { runProgram } from "../programs/run-program.ts";

const MAJOR = "18";

/** Whether the folder holds a cluster that these programs can run; another major version is an error. */
export async function hasCluster(data: string): Promise<boolean> {
  let version: string;
  try {
    version = (await readFile(join(data, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw new DatabaseUnavailableError(
      `The cluster in ${data} cannot be read (${errorCode(error)}). Start nightshift as the user who owns it, or set DATABASE_URL.`,
      { cause: error },
    );
  }
  if (version === MAJOR) return true;
  throw new DatabaseUnavailableError(
    `The cluster in ${data} was created by Postgres ${version}, but ${MAJOR} is installed. Move the folder away to start afresh, or upgrade it with pg_upgrade.`,
  );
}

/** Creates a cluster in a temporary folder and renames it when complete, so a crash leaves no partial cluster. Call it under the lock. */
export async function initialiseCluster(
  layout: Layout,
  {
    binaries,
    account,
    password,
    isDurable,
  }: {
    readonly binaries: Binaries;
    readonly account: ServerAccount | undefined;
    readonly password: string;
    readonly isDurable: boolean;
  },
): Promise<void> {
  await removeUnfinished(layout.directory);
  const workshop = join(layout.directory, `${WORKSHOP_PREFIX}${createClaim().nonce}`);
  const passwordFile = join(workshop, "password");
  const data = join(workshop, "data");
  await mkdir(workshop, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== undefined) {
    await chown(passwordFile, account.uid, account.gid);
    await chown(workshop, account.uid, account.gid);
  }
  await runProgram(
    binaries.initdb,
    [
      `--pgdata=${data}`,
      `--pwfile=${passwordFile}`,
      "--username=postgres",
      "--auth=scram-sha-256",
      // Postgres's own UTF-8 locale: the same sort order and case rules on every machine, whatever is installed.
      "--encoding=UTF8",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      ...(isDurable ? [] : ["--no-sync"]),
    ],
    account,
  );
  await setAside(layout.data);
  await rename(data, layout.data);
  await removeUnfinished(layout.directory);
}

/** The cluster's owner runs it, even if another account would be chosen today; a cluster copied by root is given to `account`. */
export async function adoptCluster(
  data: string,
  account: ServerAccount | undefined,
): Promise<ServerAccount | undefined> {
  const { uid, gid } = await stat(data);
  if (account === undefined) {
    if (uid === getuid?.()) return undefined;
    throw new DatabaseUnavailableError(
      `The cluster in ${data} belongs to the user with id ${uid}. Start nightshift as root or as that user, change its owner, or set DATABASE_URL.`,
    );
  }
  if (uid !== 0) return { uid, gid };
  await runProgram("chown", ["-R", `${account.uid}:${account.gid}`, data], undefined);
  await runProgram("chmod", ["u=rwx,go=", data], undefined);
  return account;
}

/** Moves a folder that is in the cluster's place but is not a cluster out of the way. */
async function setAside(data: string): Promise<void> {
  try {
    await rename(data, `${data}.unfinished-${createClaim().nonce}`);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}
