import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import type { AlertTransition } from "../../entities/alert-transition.ts";
import { isUuid } from "../../entities/is-uuid.ts";

const COLUMNS = `a.tenant_id as "tenantId", a.alert_id as "alertId", a.rule_id as "ruleId", a.subject, a.fingerprint,
  a.run_id as "runId", a.severity, a.state, a.summary, a.facts, a.occurrences, a.fired_at as "firedAt", a.begun_at as "begunAt",
  a.last_seen_at as "lastSeenAt", a.acknowledged_by as "acknowledgedBy", a.acknowledged_at as "acknowledgedAt",
  a.resolved_by as "resolvedBy", a.resolved_at as "resolvedAt", a.told as announced, a.unheard as "updatePending", a.version, a.drill,
  a.incident_run_id as "incidentRunId", a.incident_id as "incidentId"`;

/** Identifies an alert, open or not, from night to night. */
export type AlertName = Pick<Alert, "tenantId" | "fingerprint">;

/**
 * The open alert of each fingerprint, else the one that was resolved last, locked until the transaction ends, in one
 * query; a fingerprint without an alert is left out. Always in the same order, so that two callers cannot deadlock.
 */
export async function lockNewestAlerts(
  transaction: Transaction,
  names: readonly AlertName[],
): Promise<ReadonlyMap<string, Alert>> {
  const alerts = await transaction.query<Alert[]>(
    `select ${COLUMNS} from unnest($1::text[], $2::text[]) as k (tenant_id, fingerprint)
       join lateral (select o.alert_id from alerts o where o.tenant_id = k.tenant_id and o.fingerprint = k.fingerprint
         order by (o.state <> 'resolved') desc, o.fired_at desc, o.alert_id limit 1) newest on true
       join alerts a on a.tenant_id = k.tenant_id and a.alert_id = newest.alert_id
     order by a.tenant_id, a.alert_id for update of a`,
    [names.map(({ tenantId }) => tenantId), names.map(({ fingerprint }) => fingerprint)],
  );
  return new Map(alerts.map((alert) => [alert.fingerprint, alert]));
}

/** The rules and subjects of these tenants' unresolved alerts, in one query. */
export async function listOpenAlertNames(
  transaction: Transaction,
  tenantIds: readonly string[],
): Promise<Pick<Alert, "tenantId" | "ruleId" | "subject">[]> {
  return transaction.query<Pick<Alert, "tenantId" | "ruleId" | "subject">[]>(
    `select tenant_id as "tenantId", rule_id as "ruleId", subject from alerts
     where tenant_id = any($1) and state <> 'resolved'`,
    [tenantIds],
  );
}

/** One alert, locked until the transaction ends; null when there is no such alert. */
export async function lockAlert(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
): Promise<Alert | null> {
  return readAlert(transaction, tenantId, alertId, "for update");
}

/** The open alerts of a rule, without drills, locked until the transaction ends. */
export async function lockOpenAlerts(
  transaction: Transaction,
  tenantId: string,
  ruleId: string,
): Promise<Alert[]> {
  return transaction.query<Alert[]>(
    `select ${COLUMNS} from alerts a where a.tenant_id = $1 and a.rule_id = $2 and a.state <> 'resolved' and not a.drill
     order by a.alert_id for update`,
    [tenantId, ruleId],
  );
}

/** The alerts of all tenants that may have to be announced, escalated or followed up. */
export async function listAlertsToFollowUp(transaction: Transaction): Promise<Alert[]> {
  return transaction.query<Alert[]>(
    `select ${COLUMNS} from alerts a where a.state in ('firing', 'acknowledged')
     order by a.tenant_id, a.fired_at, a.alert_id`,
  );
}

/** The open alerts, over all tenants, of rules that are switched off, and of tenants' own rules (whose ids are uuids) that are gone. */
export async function lockOrphans(transaction: Transaction): Promise<Alert[]> {
  return transaction.query<Alert[]>(
    `select ${COLUMNS} from alerts a left join alert_rules r using (tenant_id, rule_id)
     where a.state <> 'resolved' and not a.drill and (r.enabled = false or (r.rule_id is null and a.rule_id ~ '^[0-9a-f]{8}-'))
     order by a.tenant_id, a.alert_id for update of a`,
  );
}

/** All alerts of an incident, by the id of the one that opened it, in the order of their ids. */
export async function listIncidentAlerts(
  transaction: Transaction,
  { tenantId, incidentId }: { readonly tenantId: string; readonly incidentId: string },
): Promise<Alert[]> {
  return readIncidentAlerts(transaction, tenantId, incidentId, "");
}

/** The same, locked until the transaction ends. */
export async function lockIncidentAlerts(
  transaction: Transaction,
  { tenantId, incidentId }: { readonly tenantId: string; readonly incidentId: string },
): Promise<Alert[]> {
  return readIncidentAlerts(transaction, tenantId, incidentId, "for update");
}

async function readIncidentAlerts(
  transaction: Transaction,
  tenantId: string,
  incidentId: string,
  lock: "for update" | "",
): Promise<Alert[]> {
  if (!isUuid(incidentId)) return [];
  return transaction.query<Alert[]>(
    `select ${COLUMNS} from alerts a where a.tenant_id = $1 and (a.alert_id = $2 or a.incident_id = $2)
     order by a.alert_id ${lock}`,
    [tenantId, incidentId],
  );
}

/** One alert, or null. */
export async function findAlert(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
): Promise<Alert | null> {
  return readAlert(transaction, tenantId, alertId, "");
}

/** Ids also come from buttons and addresses: text that is not an id finds no alert. */
async function readAlert(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
  lock: "for update" | "",
): Promise<Alert | null> {
  if (!isUuid(alertId)) return null;
  const [alert] = await transaction.query<Alert[]>(
    `select ${COLUMNS} from alerts a where a.tenant_id = $1 and a.alert_id = $2 ${lock}`,
    [tenantId, alertId],
  );
  return alert ?? null;
}

/** All that happened to these alerts of a tenant, the oldest first. */
export async function listTransitions(
  transaction: Transaction,
  tenantId: string,
  alertIds: readonly string[],
): Promise<AlertTransition[]> {
  return transaction.query<AlertTransition[]>(
    `select tenant_id as "tenantId", alert_id as "alertId", version, from_state as "fromState", to_state as "toState",
       reason, actor, detail, at
     from alert_transitions where tenant_id = $1 and alert_id = any($2::uuid[]) order by at, alert_id, version`,
    [tenantId, alertIds],
  );
}

/** The transition that led to a version of an alert, or null. */
export async function findTransition(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
  version: number,
): Promise<AlertTransition | null> {
  if (!isUuid(alertId)) return null;
  const [step] = await transaction.query<AlertTransition[]>(
    `select tenant_id as "tenantId", alert_id as "alertId", version, from_state as "fromState", to_state as "toState",
       reason, actor, detail, at
     from alert_transitions where tenant_id = $1 and alert_id = $2 and version = $3`,
    [tenantId, alertId, version],
  );
  return step ?? null;
}
