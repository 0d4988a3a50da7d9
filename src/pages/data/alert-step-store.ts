import type { Transaction } from "../../database/database.ts";
import type { AlertTransition } from "../../entities/alert-transition.ts";

/** A step in an alert's life. */
export type AlertStep = Pick<
  AlertTransition,
  "version" | "fromState" | "toState" | "reason" | "actor" | "at"
>;

/** The life of an alert, from the start. */
export async function listAlertSteps(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
): Promise<AlertStep[]> {
  return transaction.query<AlertStep[]>(
    `select version, from_state as "fromState", to_state as "toState", reason, actor, at
     from alert_transitions where tenant_id = $1 and alert_id = $2 order by version`,
    [tenantId, alertId],
  );
}
