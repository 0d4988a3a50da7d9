import {
  readDeliveryHealth,
  readDeliveryProblems,
  readNewestDeath,
} from "../../messages/delivery-health-store.ts";
import type { HealthCheck } from "../ports/service-port.ts";
import type { CheckDependencies } from "./check-dependencies.ts";

/** A message that waits longer than this is stuck. */
const MAX_WAITING_SECONDS = 300;
/** How long a message that was given up is reported; after that only `messages retry` can help. */
const DEAD_IS_NEWS_MS = 3_600_000;

/** Whether messages reach Slack and the other channels, and what the receivers said. */
export function createDeliveryCheck({
  database,
  clock,
}: Pick<CheckDependencies, "database" | "clock">): HealthCheck {
  return {
    name: "slack_delivery",
    critical: false,
    async check() {
      const now = clock();
      const { health, problems, diedAt } = await database.withService(async (transaction) => ({
        health: await readDeliveryHealth(transaction, now),
        problems: await readDeliveryProblems(transaction, now),
        diedAt: await readNewestDeath(transaction),
      }));
      const { waiting, dead, oldestWaitingSeconds } = health;
      const isFreshlyDead = dead > 0 && diedAt !== null && now.getTime() - diedAt.getTime() < DEAD_IS_NEWS_MS;
      const isLate = oldestWaitingSeconds !== null && oldestWaitingSeconds > MAX_WAITING_SECONDS;
      const detail: Record<string, string | number | null> = {
        waiting,
        dead,
        oldest_waiting_seconds: oldestWaitingSeconds,
      };
      let isMoved = false;
      for (const [target, behind] of Map.groupBy(problems, (one) => one.target)) {
        detail[`${target}_waiting`] = behind.reduce((sum, one) => sum + one.waiting, 0);
        detail[`${target}_dead`] = behind.reduce((sum, one) => sum + one.dead, 0);
        const moved = behind.reduce((sum, one) => sum + one.moved, 0);
        if (moved > 0) detail[`${target}_moved`] = moved;
        isMoved ||= moved > 0;
        detail[`${target}_errors`] = behind.flatMap(({ problem }) => problem ?? []).join(", ");
      }
      return { status: isFreshlyDead || isLate || isMoved ? "degraded" : "up", detail };
    },
  };
}
