import type { Transaction } from "../../database/database.ts";
import {
  listActiveTenants,
  listTenantRows,
  readSettings,
  type TenantRow,
} from "../../database/tenants/tenant-store.ts";
import { errorCode } from "../../errors.ts";
import { NO_NIGHTS, readFleetNights, readServiceLevels } from "../evidence/service-level-store.ts";
import { measureServiceLevels, type ServiceLevelFigure } from "../objectives/measure-service-levels.ts";
import { FLEET_WINDOW_DAYS } from "../probes/fleet-success.ts";
import { PLATFORM_RULE_TABLE, PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { readLimits } from "../rulebook/read-limits.ts";
import type { RuleSettings } from "../rulebook/rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { readAllRuleOverrides } from "../settings/rule-store.ts";

/** A tenant's service levels. */
export interface TenantServiceLevels {
  readonly tenantId: string;
  readonly figures: readonly ServiceLevelFigure[];
}

/** The error budget of all tenants together. */
export interface FleetServiceLevel {
  readonly windowDays: number;
  readonly nights: number;
  readonly failed: number;
  readonly targetValue: number;
  /** Null when there are too few nights to tell. */
  readonly isKept: boolean | null;
}

/** The service levels of a tenant, or of every active one and the fleet, at a given time. Without a tenant as the service role. */
export async function reportServiceLevels(
  transaction: Transaction,
  tenantId: string | null,
  now: Date,
): Promise<{ readonly tenants: readonly TenantServiceLevels[]; readonly fleet: FleetServiceLevel | null }> {
  const rows =
    tenantId === null ? await listActiveTenants(transaction) : await listTenantRows(transaction, [tenantId]);
  const overridesOf = await readAllRuleOverrides(transaction);
  const levels = await readServiceLevels(
    transaction,
    rows.map((row) => ({ key: row.tenantId, tenantId: row.tenantId, at: now })),
  );
  const rule = RULE_TABLE["SLO-16"];
  const tenants = rows.map((row) => {
    const limits = limitsOf(rule, overridesOf(row.tenantId, thresholdsOf(row)).thresholds);
    return {
      tenantId: row.tenantId,
      figures: measureServiceLevels(levels.get(row.tenantId) ?? NO_NIGHTS, limits),
    };
  });
  if (tenantId !== null) return { tenants, fleet: null };
  const ofFleet = PLATFORM_RULE_TABLE["PL-30"];
  const limits = limitsOf(ofFleet, overridesOf(PLATFORM_TENANT, {}).thresholds);
  const { nights, failed } = await readFleetNights(transaction, now, FLEET_WINDOW_DAYS);
  const isKept = nights < limits.minimumNights ? null : (nights - failed) / nights >= limits.successRatio;
  const fleet = { windowDays: FLEET_WINDOW_DAYS, nights, failed, targetValue: limits.successRatio, isKept };
  return { tenants, fleet };
}

/** None for a policy that cannot be read, which is reported elsewhere. */
function thresholdsOf(row: TenantRow): Readonly<Record<string, number>> {
  try {
    return readSettings(row).policy.thresholds;
  } catch (error) {
    if (errorCode(error) === "configuration") return {};
    throw error;
  }
}

/** A rule's thresholds by name, the tenant's own over the defaults. */
function limitsOf<Name extends string>(
  rule: Pick<RuleSettings<Name>, "id" | "thresholds">,
  own: Readonly<Record<string, number>>,
): Readonly<Record<Name, number>> {
  return readLimits(rule, own).values;
}
