import type { z } from "zod";
import type { AlertHistoryRow } from "../../../alerts/lifecycle/alert-list-store.ts";
import { sinceOf } from "../../../entities/since-of.ts";
import { redactValue } from "../../../redaction.ts";
import type { AlertSchema } from "./alert-schema.ts";

/** An alert in the API's own words. */
export function alertJson(alert: AlertHistoryRow): z.input<typeof AlertSchema.Alert> {
  return {
    alert_id: alert.alertId,
    rule_id: alert.ruleId,
    subject: redactValue(alert.subject),
    run_id: alert.runId,
    severity: alert.severity,
    state: alert.state,
    summary: redactValue(alert.summary),
    facts: alert.facts,
    occurrences: alert.occurrences,
    begun_at: sinceOf(alert).toISOString(),
    fired_at: alert.firedAt.toISOString(),
    last_seen_at: alert.lastSeenAt.toISOString(),
    acknowledged_by: alert.acknowledgedBy,
    acknowledged_at: alert.acknowledgedAt?.toISOString() ?? null,
    resolved_by: alert.resolvedBy,
    resolved_at: alert.resolvedAt?.toISOString() ?? null,
    drill: alert.drill === true,
  };
}
