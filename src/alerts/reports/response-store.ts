import type { Transaction } from "../../database/database.ts";
import type { ResponseStep } from "./measure-response.ts";

/**
 * The transitions of announced alerts, without drills, from `since` until `until`, in one query: of the transaction's
 * tenant, or, as the service role without `tenantId`, of all.
 */
export async function listResponseSteps(
  transaction: Transaction,
  { since, until, tenantId = null }: ResponseWindow,
): Promise<ResponseStep[]> {
  return transaction.query<ResponseStep[]>(
    `select t.tenant_id as "tenantId", t.alert_id as "alertId", a.rule_id as "ruleId", a.severity, t.reason, t.actor, t.at
     from alert_transitions t join alerts a using (tenant_id, alert_id)
     where t.at >= $1 and t.at < $2 and ($3::text is null or t.tenant_id = $3) and a.told and not a.drill
     order by t.tenant_id, t.alert_id, t.version`,
    [since, until, tenantId],
  );
}

/** What to measure. */
export interface ResponseWindow {
  readonly since: Date;
  readonly until: Date;
  /** Null or absent: every tenant. */
  readonly tenantId?: string | null;
}
