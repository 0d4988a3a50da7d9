import { readQueueHealth } from "../../database/jobs/queue-health-store.ts";
import {
  ALIVE_MS,
  countActiveWorkers,
  RUNNERS_CHECK,
} from "../../observability/heartbeat/heartbeat-store.ts";
import type { HealthCheck } from "../ports/service-port.ts";
import type { CheckDependencies } from "./check-dependencies.ts";

/** Whether any runner is alive, by its heartbeat: without one no night makes progress. */
export function createRunnersCheck({
  database,
  clock,
}: Pick<CheckDependencies, "database" | "clock">): HealthCheck {
  return {
    name: RUNNERS_CHECK,
    critical: true,
    async check() {
      const now = clock();
      return database.withService(async (transaction) => {
        const workers = await countActiveWorkers(transaction, new Date(now.getTime() - ALIVE_MS));
        const { queued, unsent, active, failedLastDay } = await readQueueHealth(transaction, now);
        return {
          status: workers === 0 ? "down" : failedLastDay > 0 ? "degraded" : "up",
          detail: {
            active_workers: workers,
            queued_tasks: queued + unsent,
            active_tasks: active,
            failed_tasks_24h: failedLastDay,
          },
        };
      });
    },
  };
}
