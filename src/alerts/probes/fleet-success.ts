import { type FleetNights, readFleetNights } from "../evidence/service-level-store.ts";
import { counted, percent } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE } from "../rulebook/platform-rule-table.ts";
import { tenantsText } from "../rulebook/trouble-facts.ts";
import { createProbe } from "./probe.ts";

/** How far back nights count. */
export const FLEET_WINDOW_DAYS = 7;

/** How many scheduled nights of all tenants failed: the fleet's error budget. */
export const fleetSuccess = createProbe(
  PLATFORM_RULE_TABLE["PL-30"],
  async ({ database, now }) => [
    await database.withService((transaction) => readFleetNights(transaction, now, FLEET_WINDOW_DAYS)),
  ],
  ({ nights, failed, tenantIds }: FleetNights, { successRatio, minimumNights }) => ({
    subject: "fleet",
    breached: nights === 0 || nights < minimumNights ? null : (nights - failed) / nights < successRatio,
    summary: `${failed} of ${nights} nights of all tenants failed within ${FLEET_WINDOW_DAYS} days; ${percent(successRatio)} should succeed.`,
    loss: `${counted(failed, "night")} of ${tenantsText(tenantIds.map((tenantId) => ({ tenantId })))} brought no leads in time.`,
    facts: { nights, failed, successRatio, tenantNames: tenantIds.slice(0, 5).join(", ") },
  }),
);
