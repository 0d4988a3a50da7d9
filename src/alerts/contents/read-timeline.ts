import type { Transaction } from "../../database/database.ts";
import { titleOf } from "../cards/alert-card-store.ts";
import { incidentIdOf } from "../incidents/incident.ts";
import { findAlert, listIncidentAlerts, listTransitions } from "../lifecycle/alert-store.ts";
import type { Runbook } from "../runbooks/runbook.ts";
import { inThreadText, noteText } from "./note-text.ts";

/** One thing that happened to an incident. */
export interface TimelineLine {
  readonly at: Date;
  readonly text: string;
}

/** All that happened to the incident of an alert, the oldest first; nothing when there is no such alert. */
export async function readTimeline(
  transaction: Transaction,
  { tenantId, alertId }: { readonly tenantId: string; readonly alertId: string },
  runbooks: readonly Runbook[],
): Promise<TimelineLine[]> {
  const asked = await findAlert(transaction, tenantId, alertId);
  if (asked === null) return [];
  const alerts = await listIncidentAlerts(transaction, { tenantId, incidentId: incidentIdOf(asked) });
  const byId = new Map(alerts.map((alert) => [alert.alertId, alert]));
  const steps = await listTransitions(transaction, tenantId, [...byId.keys()]);
  return steps.flatMap((step): TimelineLine[] => {
    const alert = byId.get(step.alertId);
    if (alert === undefined) return [];
    const note =
      step.reason === "fired" ? `Fired (${alert.severity}): ${alert.summary}` : noteText(step, alert);
    return [{ at: step.at, text: alerts.length > 1 ? inThreadText(note, titleOf(alert, runbooks)) : note }];
  });
}
