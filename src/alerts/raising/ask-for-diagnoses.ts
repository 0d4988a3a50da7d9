import type { Transaction } from "../../database/database.ts";
import { askForJobs } from "../../database/jobs/job-outbox-store.ts";
import type { Alert } from "../../entities/alert.ts";
import { DIAGNOSE_QUEUE } from "../alert-queues.ts";

/** Asks for the checks of alerts to be made, once for each at a time. */
export async function askForDiagnoses(
  transaction: Transaction,
  alerts: readonly Pick<Alert, "tenantId" | "alertId">[],
): Promise<void> {
  await askForJobs(
    transaction,
    DIAGNOSE_QUEUE,
    alerts.map(({ tenantId, alertId }) => ({ tenantId, alertId, key: alertId })),
  );
}

/** Asks again for the checks of a run's open alerts that were made while it ran: what they found is not how it ended. */
export async function askForDiagnosesAgain(
  transaction: Transaction,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<void> {
  await askForDiagnoses(
    transaction,
    await transaction.query<Pick<Alert, "tenantId" | "alertId">[]>(
      `select a.tenant_id as "tenantId", a.alert_id as "alertId" from alerts a join enrichment_runs r using (tenant_id, run_id)
       where a.tenant_id = $1 and a.run_id = $2 and a.state in ('firing', 'acknowledged') and exists (
         select from alert_diagnostics d where d.tenant_id = a.tenant_id and d.alert_id = a.alert_id and d.checked_at < r.ended_at)`,
      [tenantId, runId],
    ),
  );
}
