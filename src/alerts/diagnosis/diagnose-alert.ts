import type { Database } from "../../database/database.ts";
import type { CauseEvidence } from "../../diagnosis/cause-evidence.ts";
import { type CauseVerdict, diagnose } from "../../diagnosis/diagnose.ts";
import type { Alert } from "../../entities/alert.ts";
import { findAlert } from "../lifecycle/alert-store.ts";
import { readEvidence } from "./read-evidence.ts";
import { readRuleType } from "./rule-type-store.ts";

/** An alert, what is known about it, and what that says about its cause. */
export interface DiagnosedAlert {
  readonly alert: Alert;
  readonly evidence: CauseEvidence;
  readonly diagnosis: CauseVerdict;
}

/** Diagnoses any alert of a tenant, open or past, from what is stored now; null if there is none. */
export async function diagnoseAlert(
  database: Database,
  { tenantId, alertId }: Pick<Alert, "tenantId" | "alertId">,
  now: Date,
): Promise<DiagnosedAlert | null> {
  const found = await database.withTenant(tenantId, async (transaction) => {
    const alert = await findAlert(transaction, tenantId, alertId);
    return alert === null ? null : { alert, type: await readRuleType(transaction, tenantId, alert.ruleId) };
  });
  if (found === null) return null;
  const { alert, type } = found;
  const evidence = await readEvidence(database, alert, { type, now });
  return { alert, evidence, diagnosis: diagnose(evidence) };
}
