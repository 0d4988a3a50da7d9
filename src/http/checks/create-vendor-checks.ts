import { PAID_VENDORS } from "../../entities/vendor-table.ts";
import { usdNumber } from "../../nano-usd.ts";
import { readVendorRecords } from "../../observability/metrics/metric-store.ts";
import { createLook } from "../kit/create-look.ts";
import type { HealthCheck } from "../ports/service-port.ts";
import type { CheckDependencies } from "./check-dependencies.ts";

/** One check per vendor that we pay, by its recorded calls: it is degraded while its last call failed. Nobody is called. */
export function createVendorChecks({
  database,
  clock,
}: Pick<CheckDependencies, "database" | "clock">): HealthCheck[] {
  const look = createLook((world: CheckDependencies["database"]) =>
    world.withService((transaction) => readVendorRecords(transaction, clock())),
  );
  return PAID_VENDORS.map((name) => ({
    name,
    critical: false,
    async check() {
      const record = (await look(database)).find(({ vendor }) => vendor === name);
      const { lastSuccess = null, lastError = null, spentToday = 0n } = record ?? {};
      const isFailing = lastError !== null && (lastSuccess === null || lastError > lastSuccess);
      return {
        status: isFailing ? "degraded" : "up",
        detail: { last_successful_call: lastSuccess?.toISOString() ?? null },
        ownDetail: { daily_spend: usdNumber(spentToday) },
      };
    },
  }));
}
