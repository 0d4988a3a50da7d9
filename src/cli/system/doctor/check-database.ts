import type { Clock } from "../../../clock.ts";
import type { Database } from "../../../database/database.ts";
import { checkRoles } from "./check-roles.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";
import {
  isDurable,
  listMissingColumns,
  listMissingLimits,
  readPartitionHealth,
  readServerClock,
  readServerVersion,
} from "./read-schema-store.ts";

/** Partitions are made 14 days ahead; with fewer than this left, nobody makes them. */
const MIN_NIGHTS_AHEAD = 3;
const DAY_MS = 86_400_000;
const MOST_CLOCK_SKEW_MS = 2_000;

/** Looks at the server, its schema and the partitions of the event log. */
export async function checkDatabase(database: Database, clock: Clock): Promise<Finding[]> {
  const version = await readServerVersion(database);
  const missing = await listMissingColumns(database);
  if (missing.length > 0) {
    const shown = missing.slice(0, 3).join(", ");
    return [
      ok("database", `Postgres ${version}`),
      fail("schema", `lacks ${shown}${missing.length > 3 ? " and others" : ""}`, "nightshift migrate"),
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
    partitionFinding(await readPartitionHealth(database), clock()),
    ...(await checkLimits(database)),
    ...(await checkClocks(database, clock)),
  ];
}

/** Without them a process that stands still holds its locks, and a host that is gone its connections. */
async function checkLimits(database: Database): Promise<Finding[]> {
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

/** What a process writes down as the time, others act upon: a clock that is ahead makes their messages wait. */
async function checkClocks(database: Database, clock: Clock): Promise<Finding[]> {
  const askedMs = clock().getTime();
  const serverMs = (await readServerClock(database)).getTime();
  const answeredMs = clock().getTime();
  // The server looked at its clock somewhere in between.
  const [aheadMs, behindMs] = [askedMs - serverMs, serverMs - answeredMs];
  const offMs = Math.max(aheadMs, behindMs);
  if (offMs <= MOST_CLOCK_SKEW_MS) return [];
  const which = offMs === aheadMs ? "ahead of" : "behind";
  return [
    warn(
      "clock",
      `this machine's is ${Math.round(offMs / 1_000)} s ${which} the database's: schedules and messages come that much too early or late`,
      "have both set by NTP",
    ),
  ];
}

function partitionFinding(health: { lastNight: string | null; strayRows: number }, now: Date): Finding {
  const subject = "event partitions";
  const remedy = "start a runner (nightshift start): it makes them, and moves stray events";
  if (health.strayRows > 0) {
    return fail(subject, `${health.strayRows} events have none`, remedy);
  }
  const ahead =
    health.lastNight === null
      ? -1
      : Math.round((Date.parse(health.lastNight) - Date.parse(now.toISOString().slice(0, 10))) / DAY_MS);
  if (ahead < 1) return fail(subject, `the last one is of ${health.lastNight ?? "no night"}`, remedy);
  const detail = `made until ${health.lastNight}`;
  return ahead < MIN_NIGHTS_AHEAD ? warn(subject, detail, remedy) : ok(subject, detail);
}
