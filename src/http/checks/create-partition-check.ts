import { readPartitionHealth } from "../../database/jobs/event-partition-store.ts";
import type { HealthCheck } from "../ports/service-port.ts";
import type { CheckDependencies } from "./check-dependencies.ts";

/** Fewer partitions ahead than this means that no process makes them any more. */
const MIN_PARTITIONS_AHEAD_DAYS = 3;
const DAY_MS = 86_400_000;

/** Whether the event log has a partition for each coming night. */
export function createPartitionCheck({
  database,
  clock,
}: Pick<CheckDependencies, "database" | "clock">): HealthCheck {
  return {
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
  };
}
