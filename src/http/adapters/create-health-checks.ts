import type { SlackLinkState } from "../../alerts/watchdog/judge-slack-link.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { readPartitionHealth } from "../../database/jobs/event-partition-store.ts";
import type { JobQueue, QueueDefinition } from "../../database/jobs/queue.ts";
import { MOST_CLOCK_DIFFERENCE_MS } from "../../database/time/database-time.ts";
import type { DeliveryHealth, DeliveryProblem } from "../../messages/delivery-health.ts";
import { usdNumber } from "../../nano-usd.ts";
import { readVendorHealth } from "../../observability/reads/health-store.ts";
import type { HealthCheck } from "../ports/service-port.ts";

/** A partition less than this ahead means that nobody makes them any more. */
const MIN_PARTITIONS_AHEAD_DAYS = 3;
/** A message that waits longer than this does not get through. */
const MAX_WAITING_SECONDS = 300;

/** For this long a message that was given up is news; later nothing can be done about it but `messages retry`. */
const DEAD_IS_NEWS_MS = 3_600_000;
/** For this long a connection that hung, and was given up, counts against the database. */
const HUNG_SHOWN_MS = 5 * 60_000;

const DAY_MS = 86_400_000;

/** What `/health` looks at. Vendors are judged by what was recorded: a probe must never cost anything. */
export function createHealthChecks(dependencies: {
  readonly database: Database;
  readonly clock: Clock;
  readonly queue: JobQueue | null;
  readonly queues: readonly QueueDefinition[];
  readonly readDeliveryHealth: () => Promise<DeliveryHealth>;
  readonly readDeliveryProblems: () => Promise<readonly DeliveryProblem[]>;
  /** When a message was last given up; by default now, when any is. */
  readonly readNewestDeath?: () => Promise<Date | null>;
  /** How far this machine's clock is ahead of the database's, in milliseconds; null while unknown. */
  readonly readMachineAheadMs?: () => number | null;
  /** Whether Slack reaches this process over Socket Mode; null over HTTP, absent without Slack. */
  readonly readSlackLink?: () => SlackLinkState | null;
}): HealthCheck[] {
  const { database, clock, queue, queues, readDeliveryHealth, readDeliveryProblems, readSlackLink } =
    dependencies;
  const { readMachineAheadMs } = dependencies;
  const readNewestDeath = dependencies.readNewestDeath ?? (() => Promise.resolve(clock()));
  const checks: HealthCheck[] = [
    {
      name: "database",
      critical: true,
      async check() {
        await database.withService((transaction) => transaction.query("select 1"));
        const hungAt = database.hungAt();
        if (hungAt === null) return { status: "up" };
        const isRecent = clock().getTime() - hungAt.getTime() < HUNG_SHOWN_MS;
        return {
          status: isRecent ? "degraded" : "up",
          detail: { last_hung_connection: hungAt.toISOString() },
        };
      },
    },
    {
      name: "event_partitions",
      critical: false,
      async check() {
        const { lastNight, defaultRows } = await database.withService(readPartitionHealth);
        const aheadDays =
          lastNight === null
            ? 0
            : Math.floor((Date.parse(`${lastNight}T00:00:00Z`) - clock().getTime()) / DAY_MS);
        const isWell = defaultRows === 0 && aheadDays >= MIN_PARTITIONS_AHEAD_DAYS;
        return {
          status: isWell ? "up" : "degraded",
          detail: { last_night: lastNight, default_rows: defaultRows },
        };
      },
    },
    {
      name: "vendors",
      critical: false,
      async check() {
        const vendors = await database.withService((transaction) => readVendorHealth(transaction, clock()));
        const failing = vendors.filter(
          ({ lastSuccess, lastError }) =>
            lastError !== null && (lastSuccess === null || lastError > lastSuccess),
        );
        const detail: Record<string, string | null> = {};
        const ownDetail: Record<string, number | null> = {};
        for (const { vendor, lastSuccess, spentToday } of vendors) {
          detail[`${vendor}_last_successful_call`] = lastSuccess?.toISOString() ?? null;
          ownDetail[`${vendor}_daily_spend_usd`] = usdNumber(spentToday);
        }
        return { status: failing.length > 0 ? "degraded" : "up", detail, ownDetail };
      },
    },
    {
      name: "slack_delivery",
      critical: false,
      async check() {
        const { waiting, dead, oldestWaitingSeconds } = await readDeliveryHealth();
        const diedAt = dead === 0 ? null : await readNewestDeath();
        const isFreshlyDead = diedAt !== null && clock().getTime() - diedAt.getTime() < DEAD_IS_NEWS_MS;
        const isLate = oldestWaitingSeconds !== null && oldestWaitingSeconds > MAX_WAITING_SECONDS;
        const detail: Record<string, string | number | null> = {
          waiting,
          dead,
          oldest_waiting_seconds: oldestWaitingSeconds,
        };
        let isMoved = false;
        for (const [target, behind] of Map.groupBy(await readDeliveryProblems(), (one) => one.target)) {
          detail[`${target}_waiting`] = behind.reduce((sum, one) => sum + one.waiting, 0);
          detail[`${target}_dead`] = behind.reduce((sum, one) => sum + one.dead, 0);
          const moved = behind.reduce((sum, one) => sum + one.moved, 0);
          if (moved > 0) detail[`${target}_moved`] = moved;
          isMoved ||= moved > 0;
          detail[`${target}_errors`] = behind.flatMap(({ problem }) => problem ?? []).join(", ");
        }
        return { status: isFreshlyDead || isLate || isMoved ? "degraded" : "up", detail };
      },
    },
  ];
  if (readMachineAheadMs !== undefined) checks.push(clockCheck(readMachineAheadMs));
  if (readSlackLink !== undefined && readSlackLink() !== null)
    checks.push(slackLinkCheck(readSlackLink, clock));
  if (queue !== null) {
    checks.push({
      name: "workers",
      critical: false,
      async check() {
        const { queued, active, failed } = await queue.stats(queues);
        return {
          status: failed > 0 ? "degraded" : "up",
          detail: { queued_tasks: queued, active_tasks: active, failed_tasks: failed },
        };
      },
    });
  }
  return checks;
}

/** The database's time is used whatever the machine's clock says, so it is not critical. */
function clockCheck(readMachineAheadMs: () => number | null): HealthCheck {
  return {
    name: "clock",
    critical: false,
    check() {
      const aheadMs = readMachineAheadMs();
      if (aheadMs === null) return Promise.resolve({ status: "up" });
      return Promise.resolve({
        status: Math.abs(aheadMs) > MOST_CLOCK_DIFFERENCE_MS ? "degraded" : "up",
        detail: { ahead_of_database_seconds: Math.round(aheadMs / 1_000) },
      });
    },
  };
}

/** Runs go on without it, so it is not critical; `/readyz` names it all the same. */
function slackLinkCheck(readSlackLink: () => SlackLinkState | null, clock: Clock): HealthCheck {
  return {
    name: "slack_socket",
    critical: false,
    isNamedWhenReady: true,
    check() {
      const state = readSlackLink();
      if (state === null || state.isConnected) return Promise.resolve({ status: "up" });
      const awaySeconds = Math.round((clock().getTime() - state.since.getTime()) / 1000);
      return Promise.resolve({
        status: "degraded",
        detail: { away_seconds: awaySeconds, error_code: state.problem },
      });
    },
  };
}
