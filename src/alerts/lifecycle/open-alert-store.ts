import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";

/** An alert that is not resolved, as a line of a list. */
export type OpenAlert = Pick<
  Alert,
  "tenantId" | "alertId" | "ruleId" | "subject" | "severity" | "state" | "summary" | "firedAt"
>;

/** Every alert that is not resolved, those of the worst severity first; of one tenant, or with null of all, the installation included. As the service role. */
export async function listOpenAlerts(
  transaction: Transaction,
  tenantId: string | null,
): Promise<OpenAlert[]> {
  return transaction.query<OpenAlert[]>(
    `select tenant_id as "tenantId", alert_id as "alertId", rule_id as "ruleId", subject, severity, state, summary,
       fired_at as "firedAt"
     from alerts where state <> 'resolved' and ($1::text is null or tenant_id = $1)
     order by array_position(array['critical', 'high', 'medium', 'low'], severity), fired_at, alert_id`,
    [tenantId],
  );
}
