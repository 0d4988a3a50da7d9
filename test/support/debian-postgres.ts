import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { chown, mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { PROGRAM_ENVIRONMENT } from "../../src/database/embedded/folder/program-environment.ts";
import { findServerAccount, type ServerAccount } from "../../src/database/embedded/folder/server-account.ts";
import { runProgram } from "../../src/database/embedded/programs/run-program.ts";
import { choosePort } from "../../src/database/embedded/server/choose-port.ts";
import { errorCode } from "../../src/errors.ts";
import type { DatabaseUrls } from "./postgres-cluster.ts";
import { takeScratchFolder } from "./run/scratch-folder.ts";
import { waitUntil } from "./wait-until.ts";

/** A server as an administrator would have set it up: passwords over TCP, and an empty database of the owner. */
export interface DebianPostgres {
  /** The database as one of its roles. */
  url(
    role: "admin" | "nightshift_owner" | "nightshift_app" | "nightshift_service",
    password?: string,
  ): string;
  /** The same for each role. */
  readonly urls: DatabaseUrls;
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Ends it without a warning. */
  crash(): Promise<void>;
  /** Starts it again after that. */
  resume(): Promise<void>;
  /** Starts a copy of it that follows it; in sync with it when this returns. */
  startStandby(): Promise<DebianStandby>;
  /** Leaves no room where it keeps its tables until the returned function is called; null where it has no disk of its own. */
  readonly fillDisk: (() => Promise<() => Promise<void>>) | null;
  stop(): Promise<void>;
}

/** A server that follows another one until it is promoted. */
export interface DebianStandby extends DebianPostgres {
  /** From now on it hears no more of its primary. */
  cutOff(): Promise<void>;
  /** Makes it a server that takes writes; ready when this returns. */
  promote(): Promise<void>;
}

export const DEBIAN_POSTGRES_ADVICE = "install it with apt-get install postgresql";
const PASSWORD = "of-the-tests";
/** Enough for the tables of some nights, and soon full. */
const DISK_MB = 400;

/** The folder of the newest PostgreSQL that Debian's packages installed; null without one. */
export function findDebianPostgres(): string | null {
  return globSync("/usr/lib/postgresql/*/bin").toSorted().at(-1) ?? null;
}

/**
 * Starts a server of Debian's PostgreSQL; `roles` is what its administrator runs before anything else. With `ownDisk` its
 * tables, not its log, are on a small disk of their own, where we may mount one.
 */
export async function startDebianPostgres(
  programs: string,
  roles: string,
  { ownDisk = false } = {},
): Promise<DebianPostgres> {
  const place = await takePlace(programs, ownDisk);
  await writeFile(place.passwordFile, PASSWORD);
  await runProgram(
    join(programs, "initdb"),
    [
      ...["-D", place.data, "-X", place.log, "-U", "admin", "-A", "scram-sha-256"],
      ...[`--pwfile=${place.passwordFile}`, "-E", "UTF8", "--no-sync"],
    ],
    place.account,
  );
  const server = await startIn(place);
  for (const statement of roles
    .replaceAll("…", PASSWORD)
    .split(";")
    .filter((text) => text.trim() !== ""))
    await server.ask(statement, "postgres");
  return server;
}

/** Where a server keeps its files, and what it is run by. */
interface Place {
  readonly programs: string;
  readonly folder: string;
  readonly disk: string;
  readonly isMounted: boolean;
  readonly data: string;
  /** The write-ahead log. */
  readonly log: string;
  readonly passwordFile: string;
  readonly account: ServerAccount | undefined;
}

async function takePlace(programs: string, ownDisk: boolean): Promise<Place> {
  takeScratchFolder();
  const account = await findServerAccount();
  const folder = await mkdtemp(join(tmpdir(), "nightshift-debian-"));
  const disk = join(folder, "disk");
  await mkdir(disk);
  const isMounted = ownDisk && mountDisk(disk);
  if (account !== undefined) for (const path of [folder, disk]) await chown(path, account.uid, account.gid);
  const inside = (name: string) => join(folder, name);
  return {
    ...{ programs, folder, disk, isMounted, account },
    ...{ data: join(disk, "data"), log: inside("log"), passwordFile: inside("password") },
  };
}

function mountDisk(path: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m`, "nightshift", path], { stdio: "ignore" });
    return true;
  } catch {
    return false; // We may not, as in most containers.
  }
}

/** A server that can be asked about other databases than ours as well. */
interface AskedPostgres extends DebianPostgres {
  ask(sql: string, database: string): Promise<readonly Record<string, unknown>[]>;
}

async function startIn(place: Place): Promise<AskedPostgres> {
  const { programs, folder, disk, data, account } = place;
  const port = await choosePort(null);
  const url = (role: string, database: string, password = PASSWORD) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const ask = async (sql: string, database: string) => {
    const client = new Client({ connectionString: url("admin", database) });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  let server = await run();

  async function run(): Promise<ChildProcess> {
    const settings = ["fsync=off", "max_connections=200", "wal_retrieve_retry_interval=500ms"];
    const child = spawn(
      join(programs, "postgres"),
      [
        ...["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder],
        ...settings.flatMap((setting) => ["-c", setting]),
      ],
      { cwd: "/", env: PROGRAM_ENVIRONMENT, stdio: "ignore", ...account },
    );
    const isUp = () =>
      ask("select 1", "postgres").then(
        () => true,
        () => false,
      );
    await waitUntil(isUp, "Debian's Postgres to be up", 30_000);
    return child;
  }

  async function end(signal: "SIGINT" | "SIGQUIT"): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  }

  async function fillDisk(): Promise<() => Promise<void>> {
    const ballast = join(disk, "ballast");
    const file = await open(ballast, "w");
    try {
      for (;;) await file.write(Buffer.alloc(1 << 16));
    } catch (error) {
      if (errorCode(error) !== "ENOSPC") throw error;
    } finally {
      await file.close();
    }
    return () => rm(ballast);
  }

  async function startStandby(): Promise<DebianStandby> {
    const own = await takePlace(programs, place.isMounted);
    await runProgram(
      join(programs, "pg_basebackup"),
      [
        ...["-d", url("admin", "postgres"), "-D", own.data, `--waldir=${own.log}`],
        ...["-R", "-X", "stream", "-c", "fast", "--no-sync"],
      ],
      account,
    );
    const standby = await startIn(own);
    const follows = async () =>
      (await ask("select from pg_stat_replication where state = 'streaming'", "postgres")).length > 0;
    await waitUntil(follows, "the standby to follow", 30_000);
    return {
      ...standby,
      async cutOff() {
        await standby.ask("alter system set primary_conninfo = ''", "postgres");
        await standby.ask("select pg_reload_conf()", "postgres");
        const isAlone = async () =>
          (await standby.ask("select from pg_stat_wal_receiver", "postgres")).length === 0;
        await waitUntil(isAlone, "the standby to be cut off", 30_000);
      },
      async promote() {
        await standby.ask("select pg_promote(true, 60)", "postgres");
      },
    };
  }

  return {
    url: (role, password) => url(role, "nightshift", password),
    urls: {
      owner: url("nightshift_owner", "nightshift"),
      app: url("nightshift_app", "nightshift"),
      service: url("nightshift_service", "nightshift"),
      superuser: url("admin", "nightshift"),
    },
    ask,
    query: (sql) => ask(sql, "nightshift"),
    crash: () => end("SIGQUIT"),
    async resume() {
      server = await run();
    },
    startStandby,
    fillDisk: place.isMounted ? fillDisk : null,
    async stop() {
      await end("SIGINT");
      if (place.isMounted) execFileSync("umount", [disk]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
