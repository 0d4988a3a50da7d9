import { diagnoseAlert } from "../../alerts/diagnosis/diagnose-alert.ts";
import { listAlertHistory } from "../../alerts/lifecycle/alert-list-store.ts";
import { acknowledgeAlert } from "../../alerts/raising/act-on-alert.ts";
import { readMeasuredResponse } from "../../alerts/reports/read-measured-response.ts";
import type { Runbook } from "../../alerts/runbooks/runbook.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { NotFoundError } from "../../errors.ts";
import type { AlertPort } from "../ports/alert-port.ts";

const DAY_MS = 86_400_000;

/** Alerts over HTTP. */
export function createAlertPort(world: {
  readonly database: Database;
  readonly clock: Clock;
  readonly runbooks: readonly Runbook[];
}): AlertPort {
  const { database, clock } = world;
  return {
    list: (tenantId, query) =>
      database.withTenant(tenantId, (transaction) => listAlertHistory(transaction, tenantId, query)),
    acknowledge: async (by, alertId) => {
      const { outcome, alert } = await acknowledgeAlert(world, { ...by, alertId, now: clock() });
      return { alert, isChanged: outcome === "changed" };
    },
    diagnose: async (tenantId, alertId) => {
      const found = await diagnoseAlert(database, { tenantId, alertId }, clock());
      if (found === null) throw new NotFoundError("alert", alertId);
      return found.diagnosis;
    },
    readResponse: (tenantId, days) =>
      readMeasuredResponse(
        { database },
        { tenantId, since: new Date(clock().getTime() - days * DAY_MS), until: clock() },
      ),
  };
}
