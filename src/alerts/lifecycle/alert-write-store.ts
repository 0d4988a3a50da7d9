import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import { ConflictError } from "../../errors.ts";
import { redactValue } from "../../redaction.ts";
import type { AlertRow, TransitionRecord } from "../transition/alert-state.ts";

/** What an alert is about; this never changes. */
export type AlertIdentity = Pick<
  Alert,
  "tenantId" | "ruleId" | "subject" | "fingerprint" | "drill" | "incidentRunId"
>;

const ROW_COLUMNS = `run_id uuid, severity text, state text, summary text, facts jsonb, occurrences int, fired_at timestamptz, begun_at timestamptz,
  last_seen_at timestamptz, acknowledged_by text, acknowledged_at timestamptz, resolved_by text, resolved_at timestamptz,
  told boolean, unheard boolean, version int`;

/**
 * Writes new alerts in one query. Returns them by fingerprint, without those that somebody else has opened meanwhile:
 * a fingerprint has at most one open alert.
 */
export async function insertAlerts(
  transaction: Transaction,
  alerts: readonly { readonly about: AlertIdentity; readonly row: AlertRow }[],
): Promise<ReadonlyMap<string, Alert>> {
  if (alerts.length === 0) return new Map();
  const inserted = await transaction.query<{ fingerprint: string; alertId: string }[]>(
    `insert into alerts (tenant_id, rule_id, subject, fingerprint, run_id, severity, state, summary, facts, occurrences,
       fired_at, begun_at, last_seen_at, acknowledged_by, acknowledged_at, resolved_by, resolved_at, told, unheard, version, drill, incident_run_id)
     select tenant_id, rule_id, subject, fingerprint, run_id, severity, state, summary, facts, occurrences,
       fired_at, begun_at, last_seen_at, acknowledged_by, acknowledged_at, resolved_by, resolved_at, told, unheard, version, drill, incident_run_id
     from jsonb_to_recordset($1::jsonb)
       as n (tenant_id text, rule_id text, subject text, fingerprint text, drill boolean, incident_run_id uuid, ${ROW_COLUMNS})
     on conflict (tenant_id, fingerprint) where state <> 'resolved' do nothing
     returning fingerprint, alert_id as "alertId"`,
    [
      JSON.stringify(
        alerts.map(({ about, row }) => ({
          tenant_id: about.tenantId,
          rule_id: about.ruleId,
          subject: about.subject,
          fingerprint: about.fingerprint,
          drill: about.drill ?? false,
          incident_run_id: about.incidentRunId ?? null,
          ...columnsOf(row),
        })),
      ),
    ],
  );
  const ids = new Map(inserted.map(({ fingerprint, alertId }) => [fingerprint, alertId]));
  return new Map(
    alerts.flatMap(({ about, row }) => {
      const alertId = ids.get(about.fingerprint);
      return alertId === undefined ? [] : [[about.fingerprint, alertOf(about, alertId, row)] as const];
    }),
  );
}

/**
 * Writes the next states of alerts over the versions that were read, in one query. Returns the alerts written, by id; the
 * others were changed by somebody else meanwhile.
 */
export async function updateAlerts(
  transaction: Transaction,
  changes: readonly { readonly current: Alert; readonly row: AlertRow }[],
): Promise<ReadonlyMap<string, Alert>> {
  if (changes.length === 0) return new Map();
  const [written] = await transaction.query<[{ alertId: string }[], number]>(
    `update alerts a set run_id = n.run_id, severity = n.severity, state = n.state, summary = n.summary, facts = n.facts,
       occurrences = n.occurrences, fired_at = n.fired_at, begun_at = n.begun_at, last_seen_at = n.last_seen_at,
       acknowledged_by = n.acknowledged_by, acknowledged_at = n.acknowledged_at, resolved_by = n.resolved_by,
       resolved_at = n.resolved_at, told = n.told, unheard = n.unheard, version = n.version
     from jsonb_to_recordset($1::jsonb) as n (tenant_id text, alert_id uuid, known int, ${ROW_COLUMNS})
     where a.tenant_id = n.tenant_id and a.alert_id = n.alert_id and a.version = n.known
     returning a.alert_id as "alertId"`,
    [
      JSON.stringify(
        changes.map(({ current, row }) => ({
          tenant_id: current.tenantId,
          alert_id: current.alertId,
          known: current.version,
          ...columnsOf(row),
        })),
      ),
    ],
  );
  const ids = new Set(written.map(({ alertId }) => alertId));
  return new Map(
    changes.flatMap(({ current, row }) =>
      ids.has(current.alertId)
        ? [[current.alertId, alertOf(current, current.alertId, row, current.incidentId)] as const]
        : [],
    ),
  );
}

/** Writes the transitions that led to alerts' current versions, in one query. */
export async function insertTransitions(
  transaction: Transaction,
  steps: readonly {
    readonly alert: Pick<Alert, "tenantId" | "alertId" | "version">;
    readonly step: TransitionRecord;
  }[],
  at: Date,
): Promise<void> {
  if (steps.length === 0) return;
  await transaction.query(
    `insert into alert_transitions (tenant_id, alert_id, version, from_state, to_state, reason, actor, detail, at)
     select tenant_id, alert_id, version, from_state, to_state, reason, actor, detail, $2
     from jsonb_to_recordset($1::jsonb) as n (tenant_id text, alert_id uuid, version int, from_state text, to_state text,
       reason text, actor text, detail jsonb)`,
    [
      JSON.stringify(
        steps.map(({ alert, step: { from, to, reason, actor, detail } }) => ({
          tenant_id: alert.tenantId,
          alert_id: alert.alertId,
          version: alert.version,
          from_state: from,
          to_state: to,
          reason,
          actor,
          ...(detail && { detail }),
        })),
      ),
      at,
    ],
  );
}

/** Writes one alert's next state. Throws ConflictError when somebody else has changed it meanwhile. */
export async function updateAlert(transaction: Transaction, current: Alert, row: AlertRow): Promise<Alert> {
  const written = (await updateAlerts(transaction, [{ current, row }])).get(current.alertId);
  if (written === undefined)
    throw new ConflictError(`Alert ${current.alertId} was changed by somebody else.`);
  return written;
}

function alertOf(
  { tenantId, ruleId, subject, fingerprint, drill = false, incidentRunId = null }: AlertIdentity,
  alertId: string,
  row: AlertRow,
  incidentId: string | null = null,
): Alert {
  return {
    tenantId,
    ruleId,
    subject,
    fingerprint,
    drill,
    incidentRunId,
    incidentId,
    begunAt: null,
    ...row,
    alertId,
  };
}

function columnsOf(row: AlertRow) {
  return {
    run_id: row.runId,
    severity: row.severity,
    state: row.state,
    summary: redactValue(row.summary),
    facts: redactValue(row.facts),
    occurrences: row.occurrences,
    fired_at: row.firedAt,
    begun_at: row.begunAt ?? null,
    last_seen_at: row.lastSeenAt,
    acknowledged_by: row.acknowledgedBy,
    acknowledged_at: row.acknowledgedAt,
    resolved_by: row.resolvedBy,
    resolved_at: row.resolvedAt,
    told: row.announced,
    unheard: row.updatePending,
    version: row.version,
  };
}
