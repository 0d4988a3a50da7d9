import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { PROGRAM_ENVIRONMENT } from "../../src/database/embedded/folder/program-environment.ts";
import { findServerAccount } from "../../src/database/embedded/folder/server-account.ts";
import { runProgram } from "../../src/database/embedded/programs/run-program.ts";
import { choosePort } from "../../src/database/embedded/server/choose-port.ts";
import { waitUntil } from "./wait-until.ts";

/** A server as an administrator would have set it up: passwords over TCP, and an empty database of the owner. */
export interface DebianPostgres {
  /** The database as one of its roles. */
  url(
    role: "admin" | "nightshift_owner" | "nightshift_app" | "nightshift_service",
    password?: string,
  ): string;
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export const DEBIAN_POSTGRES_ADVICE = "install it with apt-get install postgresql";
const PASSWORD = "of-the-tests";

/** The folder of the newest PostgreSQL that Debian's packages installed; null without one. */
export function findDebianPostgres(): string | null {
  return globSync("/usr/lib/postgresql/*/bin").toSorted().at(-1) ?? null;
}

/** Starts a server of Debian's PostgreSQL; `roles` is what its administrator runs before anything else. */
export async function startDebianPostgres(programs: string, roles: string): Promise<DebianPostgres> {
  const account = await findServerAccount();
  const folder = await mkdtemp(join(tmpdir(), "nightshift-debian-"));
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, PASSWORD);
  await runProgram(
    join(programs, "initdb"),
    ["-D", data, "-U", "admin", "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--no-sync"],
    account,
  );
  const port = await choosePort(null);
  const server = spawn(
    join(programs, "postgres"),
    ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder, "-c", "fsync=off"],
    { cwd: "/", env: PROGRAM_ENVIRONMENT, stdio: "ignore", ...account },
  );
  const url = (role: string, database: string, password = PASSWORD) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const query = async (sql: string, database = "nightshift") => {
    const client = new Client({ connectionString: url("admin", database) });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  await waitUntil(() =>
    query("select 1", "postgres").then(
      () => true,
      () => false,
    ),
  );
  for (const statement of roles
    .replaceAll("…", PASSWORD)
    .split(";")
    .filter((text) => text.trim() !== ""))
    await query(statement, "postgres");
  return {
    url: (role, password) => url(role, "nightshift", password),
    query,
    stop: () => stop(server, folder),
  };
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null) {
    const ended = once(server, "exit");
    server.kill("SIGINT");
    await ended;
  }
  await rm(folder, { recursive: true, force: true });
}
