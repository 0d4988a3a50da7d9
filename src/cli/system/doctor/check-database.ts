import type { Clock } from "../../../clock.ts";
import type { Database } from "../../../database/database.ts";
import { type PartitionHealth, readPartitionHealth } from "../../../database/jobs/event-partition-store.ts";
import { createDatabaseTime, MOST_CLOCK_DIFFERENCE_MS } from "../../../database/time/database-time.ts";
import { readServerTime } from "../../../database/time/server-time-store.ts";
import { checkRoles } from "./check-roles.ts";
import { type DoctorFinding, fail, ok, warn } from "./doctor-finding.ts";
import { isDurable, listMissingColumns, listMissingLimits, readServerVersion } from "./read-schema-store.ts";

/** Partitions are made 14 days ahead; fewer than this left means that no process makes them. */
const MIN_NIGHTS_AHEAD = 3;
const DAY_MS = 86_400_000;

/** Looks at the server, its schema, the partitions of the event log, and whether this machine's clock agrees. */
export async function checkDatabase(
  database: Database,
  clock: Clock,
  machine: Clock = clock,
): Promise<DoctorFinding[]> {
  const version = await readServerVersion(database);
  const missing = await listMissingColumns(database);
  if (missing.length > 0) {
    const shown = missing.slice(0, 3).join(", ");
    return [
      ok("database", `Postgres ${version}`),
      fail(
        "schema",
        `lacks ${shown}${missing.length > 3 ? " and others" : ""}`,
        "node_modules/.bin/nightshift migrate",
      ),
    ];
  }
  const server = ok("database", `Postgres ${version}`);
  const forgetful = warn(
    "database",
    `Postgres ${version} with synchronous_commit off: a crash may lose what was confirmed, such as calls already paid for`,
    "alter system set synchronous_commit = on",
  );
  return [
    (await isDurable(database)) ? server : forgetful,
    ok("schema", "is of this version"),
    ...(await checkRoles(database)),
    partitionFinding(await database.withService(readPartitionHealth), clock()),
    ...(await checkLimits(database)),
    ...(await checkMachineClock(database, machine)),
  ];
}

/** Without them a hung process keeps its locks, and a vanished host its connections. */
async function checkLimits(database: Database): Promise<DoctorFinding[]> {
  const missing = await listMissingLimits(database);
  if (missing.length === 0) return [];
  return [
    warn(
      "connections",
      `the roles have no ${missing.join(", ")}: behind a pooler nothing else ends a connection that stands still`,
      "alter role … set …, as in docs/running-in-production.md",
    ),
  ];
}

/** Processes use the database's time; logs, Slack's signatures and the times people see on that machine do not. */
async function checkMachineClock(database: Database, machine: Clock): Promise<DoctorFinding[]> {
  const time = createDatabaseTime(machine);
  await time.read(() => readServerTime(database));
  const aheadMs = time.machineAheadMs() ?? 0;
  if (Math.abs(aheadMs) <= MOST_CLOCK_DIFFERENCE_MS) return [];
  return [
    warn(
      "clock",
      `this machine's is ${Math.round(Math.abs(aheadMs) / 1_000)} s ${aheadMs > 0 ? "ahead of" : "behind"} the database's, whose time is used; log lines carry this machine's`,
      "have both set by NTP",
    ),
  ];
}

function partitionFinding(health: PartitionHealth, now: Date): DoctorFinding {
  const subject = "event partitions";
  const remedy = "start a runner (node_modules/.bin/nightshift start): it makes them, and moves stray events";
  if (health.defaultRows > 0) {
    return fail(subject, `${health.defaultRows} events have none`, remedy);
  }
  const ahead =
    health.lastNight === null
      ? -1
      : Math.round((Date.parse(health.lastNight) - Date.parse(now.toISOString().slice(0, 10))) / DAY_MS);
  if (ahead < 1) return fail(subject, `the last one is of ${health.lastNight ?? "no night"}`, remedy);
  const detail = `made until ${health.lastNight}`;
  return ahead < MIN_NIGHTS_AHEAD ? warn(subject, detail, remedy) : ok(subject, detail);
}
