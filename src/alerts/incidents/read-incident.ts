import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import { listIncidentAlerts } from "../lifecycle/alert-store.ts";
import { listSilencesInForce } from "../suppression/silence-store.ts";
import { matchesSilence } from "../suppression/silence-window.ts";
import { type Incident, incidentIdOf, incidentOf } from "./incident.ts";

/** The incident that an alert belongs to, as it is now; one of its own for most alerts. Null when the alert is gone. */
export async function readIncident(
  transaction: Transaction,
  alert: Pick<Alert, "tenantId" | "alertId" | "incidentId">,
  now: Date,
): Promise<Incident | null> {
  const { tenantId } = alert;
  const alerts = await listIncidentAlerts(transaction, { tenantId, incidentId: incidentIdOf(alert) });
  const silences = await listSilencesInForce(transaction, [tenantId], now);
  return incidentOf(
    alerts.map((member) => ({
      alert: member,
      silenced:
        member.drill !== true &&
        member.state !== "resolved" &&
        silences.some((silence) => matchesSilence(silence, member)),
    })),
  );
}
