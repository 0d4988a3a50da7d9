import type { Environment } from "../../config/environment.ts";
import type { Transaction } from "../database.ts";

/** The settings that select the tenants whose nights are scheduled. */
export type TenantSelection = Pick<
  Environment,
  "SCHED_TENANT_INCLUDE" | "SCHED_TENANT_EXCLUDE" | "SCHED_REQUIRE_ODOO"
>;

/** A tenant whose nights are scheduled, and its time zone. */
export interface ScheduledTenant {
  readonly tenantId: string;
  readonly timezone: string;
}

/**
 * Active tenants that the settings include and do not exclude, with an active Odoo connection unless the settings do not
 * require one; in order of their ids.
 */
export async function listScheduledTenants(
  transaction: Transaction,
  selection: TenantSelection,
): Promise<ScheduledTenant[]> {
  return transaction.query<ScheduledTenant[]>(
    `select t.tenant_id as "tenantId", t.timezone from tenants t
     where t.active and (cardinality($1::text[]) = 0 or t.tenant_id = any ($1)) and t.tenant_id <> all ($2::text[])
       and (not $3 or exists (select from odoo_connections o where o.tenant_id = t.tenant_id and o.active))
     order by t.tenant_id`,
    [selection.SCHED_TENANT_INCLUDE, selection.SCHED_TENANT_EXCLUDE, selection.SCHED_REQUIRE_ODOO],
  );
}
