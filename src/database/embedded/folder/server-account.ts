import { execFile } from "node:child_process";
import { getuid } from "node:process";
import { promisify } from "node:util";
import { DatabaseUnavailableError } from "../../../errors.ts";
import { PROGRAM_ENVIRONMENT } from "./program-environment.ts";

const execute = promisify(execFile);
const CREATED_ACCOUNT = "nightshift";

/** The operating-system account that the server runs as when we are root, since Postgres refuses to run as root. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

/** `postgres` or `nightshift` (created if neither exists); undefined if we are not root, and the server runs as ourselves. */
export async function findServerAccount(): Promise<ServerAccount | undefined> {
  if (getuid === undefined) {
    throw new DatabaseUnavailableError(
      "Embedded Postgres runs on Linux and macOS only. Set DATABASE_URL to a Postgres of your own.",
    );
  }
  if (getuid() !== 0) return undefined;
  const existing = (await readAccount("postgres")) ?? (await readAccount(CREATED_ACCOUNT));
  if (existing !== undefined) return existing;
  try {
    await run("useradd", ["--system", "--user-group", "--no-create-home", CREATED_ACCOUNT]);
  } catch (error) {
    // Another process may have created it at the same moment.
    const created = await readAccount(CREATED_ACCOUNT);
    if (created !== undefined) return created;
    throw new DatabaseUnavailableError(
      `Postgres does not run as root, there is no account "postgres" to run it as, and creating "${CREATED_ACCOUNT}" failed. Create one of the two, start nightshift as an ordinary user, or set DATABASE_URL.`,
      { cause: error },
    );
  }
  const created = await readAccount(CREATED_ACCOUNT);
  if (created === undefined) {
    throw new DatabaseUnavailableError(`The account "${CREATED_ACCOUNT}" was created but cannot be found.`);
  }
  return created;
}

/** root's PATH may lack the folder that contains `useradd`. */
function run(program: string, args: readonly string[]): Promise<{ stdout: string }> {
  return execute(program, args, { env: PROGRAM_ENVIRONMENT });
}

async function readAccount(name: string): Promise<ServerAccount | undefined> {
  try {
    const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // `id` fails for one reason only: there is no such account
  }
}
