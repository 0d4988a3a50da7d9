import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";

/** An alert about a run, in brief. */
export type RunAlert = Pick<
  Alert,
  "alertId" | "ruleId" | "subject" | "severity" | "state" | "summary" | "firedAt"
>;

/** The alerts about a run. */
export async function listRunAlerts(
  transaction: Transaction,
  run: Pick<EnrichmentRun, "tenantId" | "runId">,
): Promise<RunAlert[]> {
  return transaction.query<RunAlert[]>(
    `select alert_id as "alertId", rule_id as "ruleId", subject, severity, state, summary, fired_at as "firedAt"
     from alerts where tenant_id = $1 and run_id = $2 order by fired_at, alert_id`,
    [run.tenantId, run.runId],
  );
}
