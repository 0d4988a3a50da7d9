import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import type { AlertState, Severity } from "../../entities/vocabulary.ts";

const SELECT_SHORT = `select a.tenant_id as "tenantId", a.alert_id as "alertId", a.rule_id as "ruleId", a.subject,
    a.severity, a.state, a.summary, a.fired_at as "firedAt", a.begun_at as "begunAt", a.drill,
    a.acknowledged_by as "acknowledgedBy", a.resolved_by as "resolvedBy", a.resolved_at as "resolvedAt",
    n.message_channel as "messageChannel", n.message_ts as "messageTs"
  from alerts a left join alert_notifications n
    on n.tenant_id = a.tenant_id and n.kind = 'alert' and n.subject_id = coalesce(a.incident_id, a.alert_id)::text`;

/** An open alert in brief, and where its card is (null until it is posted). */
export interface OpenAlert {
  readonly tenantId: string;
  readonly alertId: string;
  readonly ruleId: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly summary: string;
  readonly firedAt: Date;
  readonly drill: boolean;
  readonly acknowledgedBy: string | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: Date | null;
  readonly messageChannel: string | null;
  readonly messageTs: string | null;
}

/** The alert with this id, or the only one whose id begins with it; null when there is none, or more than one. */
export async function findAlertId(
  transaction: Transaction,
  tenantId: string,
  reference: string,
): Promise<string | null> {
  if (!/^[0-9a-f-]{4,36}$/i.test(reference)) return null;
  const found = await transaction.query<{ alertId: string }[]>(
    `select alert_id as "alertId" from alerts where tenant_id = $1 and alert_id::text like $2 limit 2`,
    [tenantId, `${reference.toLowerCase()}%`],
  );
  return found.length === 1 ? (found[0]?.alertId ?? null) : null;
}

/** A tenant's newest alerts, open or not, newest first. */
export async function listNewestAlerts(
  transaction: Transaction,
  tenantId: string,
  limit: number,
): Promise<OpenAlert[]> {
  return transaction.query<OpenAlert[]>(
    `${SELECT_SHORT} where a.tenant_id = $1 order by a.fired_at desc, a.alert_id limit $2`,
    [tenantId, limit],
  );
}

/** A tenant's open alerts, the worst and then the newest first. */
export async function listOpenAlerts(transaction: Transaction, tenantId: string): Promise<OpenAlert[]> {
  return transaction.query<OpenAlert[]>(
    `${SELECT_SHORT}
     where a.tenant_id = $1 and a.state in ('firing', 'acknowledged')
     order by a.drill, array_position(array['critical', 'high', 'medium', 'low'], a.severity), a.fired_at desc, a.alert_id`,
    [tenantId],
  );
}

/**
 * The open alerts of these tenants from the `offset`-th on: those nobody has acknowledged first, then by severity, then the
 * newest; and how many there are in all; drills come last. As the service role.
 */
export async function listOpenAlertsOf(
  transaction: Transaction,
  tenantIds: readonly string[],
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly total: number; readonly alerts: readonly OpenAlert[] }> {
  const [counted] = await transaction.query<{ total: number }[]>(
    `select count(*)::int as total from alerts where tenant_id = any($1) and state in ('firing', 'acknowledged')`,
    [tenantIds],
  );
  const alerts = await transaction.query<OpenAlert[]>(
    `${SELECT_SHORT}
     where a.tenant_id = any($1) and a.state in ('firing', 'acknowledged')
     order by a.drill, a.state = 'firing' desc, array_position(array['critical', 'high', 'medium', 'low'], a.severity),
       a.fired_at desc, a.alert_id
     offset $2 limit $3`,
    [tenantIds, offset, limit],
  );
  return { total: counted?.total ?? 0, alerts };
}

/** An alert that is not resolved, as a line of a list. */
export type UnresolvedAlert = Pick<
  Alert,
  "tenantId" | "alertId" | "ruleId" | "subject" | "severity" | "state" | "summary" | "firedAt"
>;

/** Every unresolved alert, the worst severity first: of one tenant, or with null of all, including the installation. As the service role. */
export async function listUnresolvedAlerts(
  transaction: Transaction,
  tenantId: string | null,
): Promise<UnresolvedAlert[]> {
  return transaction.query<UnresolvedAlert[]>(
    `select tenant_id as "tenantId", alert_id as "alertId", rule_id as "ruleId", subject, severity, state, summary,
       fired_at as "firedAt"
     from alerts where state <> 'resolved' and ($1::text is null or tenant_id = $1)
     order by array_position(array['critical', 'high', 'medium', 'low'], severity), fired_at, alert_id`,
    [tenantId],
  );
}

/** An alert as a row of the history. */
export type AlertHistoryRow = Pick<
  Alert,
  | "alertId"
  | "ruleId"
  | "subject"
  | "runId"
  | "severity"
  | "state"
  | "summary"
  | "facts"
  | "occurrences"
  | "firedAt"
  | "lastSeenAt"
  | "acknowledgedBy"
  | "acknowledgedAt"
  | "resolvedBy"
  | "resolvedAt"
  | "drill"
>;

/** A tenant's alerts, the newest first; `open` stands for those that are not resolved, null for all. */
export async function listAlertHistory(
  transaction: Transaction,
  tenantId: string,
  query: {
    readonly state: AlertState | "open" | null;
    readonly ruleId: string | null;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<AlertHistoryRow[]> {
  return transaction.query<AlertHistoryRow[]>(
    `select alert_id as "alertId", rule_id as "ruleId", subject, run_id as "runId", severity, state, summary, facts, occurrences,
       fired_at as "firedAt", begun_at as "begunAt", last_seen_at as "lastSeenAt", acknowledged_by as "acknowledgedBy",
       acknowledged_at as "acknowledgedAt", resolved_by as "resolvedBy", resolved_at as "resolvedAt", drill
     from alerts where tenant_id = $1 and ($2::text is null or $2 = 'open' and state <> 'resolved' or state = $2)
       and ($3::text is null or rule_id = $3)
     order by fired_at desc, alert_id limit $4 offset $5`,
    [tenantId, query.state, query.ruleId, query.limit, query.offset],
  );
}
