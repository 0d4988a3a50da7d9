import type { Transaction } from "../../database/database.ts";
import type { RunbookStep } from "../../entities/runbook-step.ts";

/** The steps done for an alert, in the order in which they were done. */
export async function listSteps(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
): Promise<RunbookStep[]> {
  return transaction.query<RunbookStep[]>(
    `select tenant_id as "tenantId", alert_id as "alertId", step_key as "stepKey", label, actor,
       done_at as "doneAt", seconds_since_fired as "secondsSinceFired"
     from runbook_steps where tenant_id = $1 and alert_id = $2 order by done_at, step_key`,
    [tenantId, alertId],
  );
}

/** Marks steps as done; a step that was done before keeps its first mark. Returns how many are new. */
export async function insertSteps(
  transaction: Transaction,
  steps: readonly Omit<RunbookStep, "secondsSinceFired">[],
): Promise<number> {
  let written = 0;
  for (const step of steps) {
    const rows = await transaction.query<unknown[]>(
      `insert into runbook_steps (tenant_id, alert_id, step_key, label, actor, done_at, seconds_since_fired)
       select tenant_id, alert_id, $3, $4, $5, $6::timestamptz,
         greatest(0, extract(epoch from $6::timestamptz - fired_at))::int
       from alerts where tenant_id = $1 and alert_id = $2
       on conflict (tenant_id, alert_id, step_key) do nothing returning step_key`,
      [step.tenantId, step.alertId, step.stepKey, step.label, step.actor, step.doneAt],
    );
    written += rows.length;
  }
  return written;
}

/** Removes ticks. Returns how many there were. */
export async function removeSteps(
  transaction: Transaction,
  { tenantId, alertId }: { readonly tenantId: string; readonly alertId: string },
  stepKeys: readonly string[],
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    "delete from runbook_steps where tenant_id = $1 and alert_id = $2 and step_key = any ($3::text[])",
    [tenantId, alertId, stepKeys],
  );
  return removed;
}
