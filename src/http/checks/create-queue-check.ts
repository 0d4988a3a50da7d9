import { readQueueHealth } from "../../database/jobs/queue-health-store.ts";
import type { HealthCheck } from "../ports/service-port.ts";
import type { CheckDependencies } from "./check-dependencies.ts";

/** Whether the queue can be read, and how many jobs are in it or on their way to it. */
export function createQueueCheck({
  database,
  clock,
}: Pick<CheckDependencies, "database" | "clock">): HealthCheck {
  return {
    name: "queue",
    critical: true,
    async check() {
      const { queued, unsent, active } = await database.withService((transaction) =>
        readQueueHealth(transaction, clock()),
      );
      return { status: "up", detail: { size: queued + unsent + active } };
    },
  };
}
