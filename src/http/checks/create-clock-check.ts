import { MOST_CLOCK_DIFFERENCE_MS } from "../../database/time/database-time.ts";
import type { HealthCheck } from "../ports/service-port.ts";

/** How far this machine's clock is from the database's, whose time is used whatever the machine says. */
export function createClockCheck(readMachineAheadMs: () => number | null): HealthCheck {
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
