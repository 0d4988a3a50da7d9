import type { HealthCheck } from "../ports/service-port.ts";
import type { CheckDependencies } from "./check-dependencies.ts";

/** How long a connection that hung and was given up counts as a failure. */
const HUNG_SHOWN_MS = 5 * 60_000;

/** Whether Postgres answers, how fast, and how many connections of this process are in use. */
export function createDatabaseCheck({
  database,
  clock,
}: Pick<CheckDependencies, "database" | "clock">): HealthCheck {
  return {
    name: "database",
    critical: true,
    whenReady: "needed",
    async check() {
      const startedMs = performance.now();
      await database.withService((transaction) => transaction.query("select 1"));
      const latencyMs = Math.round(performance.now() - startedMs);
      const pools = database.pools();
      const total = (read: (pool: (typeof pools)[number]) => number) =>
        pools.reduce((sum, pool) => sum + read(pool), 0);
      const hungAt = database.hungAt();
      const isHanging = hungAt !== null && clock().getTime() - hungAt.getTime() < HUNG_SHOWN_MS;
      return {
        status: isHanging ? "degraded" : "up",
        detail: {
          latency_ms: latencyMs,
          connection_pool: {
            active: total(({ active }) => active),
            idle: total(({ idle }) => idle),
            max: total(({ max }) => max),
          },
          ...(hungAt !== null && { last_hung_connection: hungAt.toISOString() }),
        },
      };
    },
  };
}
