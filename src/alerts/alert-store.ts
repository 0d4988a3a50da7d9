import type { Transaction } from "../database/database.ts";
import type { Alert } from "../entities/alert.ts";
import type { AlertTransition } from "../entities/alert-transition.ts";
import type { AlertState, Severity } from "../entities/vocabulary.ts";
import { ConflictError } from "../errors.ts";
import type { AlertRow, TransitionRecord } from "./transition.ts";

const COLUMNS = `a.tenant_id as "tenantId", a.alert_id as "alertId", a.rule_id as "ruleId", a.subject, a.fingerprint,
  a.run_id as "runId", a.severity, a.state, a.summary, a.facts, a.occurrences, a.fired_at as "firedAt",
  a.last_seen_at as "lastSeenAt", a.acknowledged_by as "acknowledgedBy", a.acknowledged_at as "acknowledgedAt",
  a.resolved_by as "resolvedBy", a.resolved_at as "resolvedAt", a.told, a.unheard, a.version, a.drill`;

/** The open alert of a fingerprint, else the one that was resolved last, locked until the transaction ends; null without any. */
export async function lockNewestAlert(
  transaction: Transaction,
  tenantId: string,
  fingerprint: string,
): Promise<Alert | null> {
  const [alert] = await transaction.query<Alert[]>(
    `select ${COLUMNS} from alerts a where a.tenant_id = $1 and a.fingerprint = $2
     order by (a.state <> 'resolved') desc, a.fired_at desc, a.alert_id limit 1 for update`,
    [tenantId, fingerprint],
  );
  return alert ?? null;
}

/** One alert, locked until the transaction ends; null when there is no such alert. */
export async function lockAlert(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
): Promise<Alert | null> {
  return readAlert(transaction, tenantId, alertId, "for update");
}

/** One alert, or null. */
export async function findAlert(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
): Promise<Alert | null> {
  return readAlert(transaction, tenantId, alertId, "");
}

/** Ids come from buttons and addresses, too: what is no id names no alert. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function readAlert(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
  lock: "for update" | "",
): Promise<Alert | null> {
  if (!UUID.test(alertId)) return null;
  const [alert] = await transaction.query<Alert[]>(
    `select ${COLUMNS} from alerts a where a.tenant_id = $1 and a.alert_id = $2 ${lock}`,
    [tenantId, alertId],
  );
  return alert ?? null;
}

/** What an alert is about, from its first day to its last. */
export type AlertIdentity = Pick<Alert, "tenantId" | "ruleId" | "subject" | "fingerprint" | "drill">;

/** Writes a new alert; a second open one of the same fingerprint violates a unique index. */
export async function insertAlert(
  transaction: Transaction,
  { tenantId, ruleId, subject, fingerprint, drill = false }: AlertIdentity,
  row: AlertRow,
): Promise<Alert> {
  const [inserted] = await transaction.query<{ alertId: string }[]>(
    `insert into alerts (tenant_id, rule_id, subject, fingerprint, run_id, severity, state, summary, facts, occurrences,
       fired_at, last_seen_at, acknowledged_by, acknowledged_at, resolved_by, resolved_at, told, unheard, version, drill)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
     returning alert_id as "alertId"`,
    [
      tenantId,
      ruleId,
      subject,
      fingerprint,
      ...valuesOf(row),
      row.firedAt,
      ...momentsOf(row),
      row.version,
      drill,
    ],
  );
  if (inserted === undefined) throw new ConflictError(`The alert ${fingerprint} was not written.`);
  return { tenantId, ruleId, subject, fingerprint, drill, ...row, alertId: inserted.alertId };
}

/** Writes an alert's next state over the version that was read. Throws ConflictError when somebody else has written since. */
export async function updateAlert(transaction: Transaction, current: Alert, row: AlertRow): Promise<Alert> {
  const [, written] = await transaction.query<[unknown, number]>(
    `update alerts set run_id = $4, severity = $5, state = $6, summary = $7, facts = $8, occurrences = $9,
       last_seen_at = $10, acknowledged_by = $11, acknowledged_at = $12, resolved_by = $13, resolved_at = $14,
       told = $15, unheard = $16, version = $17, fired_at = $18
     where tenant_id = $1 and alert_id = $2 and version = $3`,
    [
      current.tenantId,
      current.alertId,
      current.version,
      ...valuesOf(row),
      ...momentsOf(row),
      row.version,
      row.firedAt,
    ],
  );
  if (written !== 1) throw new ConflictError(`Alert ${current.alertId} was changed by somebody else.`);
  const { tenantId, alertId, ruleId, subject, fingerprint, drill = false } = current;
  return { tenantId, alertId, ruleId, subject, fingerprint, drill, ...row };
}

function valuesOf(row: AlertRow): unknown[] {
  return [row.runId, row.severity, row.state, row.summary, JSON.stringify(row.facts), row.occurrences];
}

function momentsOf(row: AlertRow): unknown[] {
  return [
    row.lastSeenAt,
    row.acknowledgedBy,
    row.acknowledgedAt,
    row.resolvedBy,
    row.resolvedAt,
    row.told,
    row.unheard,
  ];
}

/** Writes the step that brought an alert to its present version. */
export async function insertTransition(
  transaction: Transaction,
  { tenantId, alertId, version }: Pick<Alert, "tenantId" | "alertId" | "version">,
  { from, to, reason, actor, detail }: TransitionRecord,
  at: Date,
): Promise<void> {
  await transaction.query(
    `insert into alert_transitions (tenant_id, alert_id, version, from_state, to_state, reason, actor, detail, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [tenantId, alertId, version, from, to, reason, actor, detail ? JSON.stringify(detail) : null, at],
  );
}

/** The step that brought an alert to a version, or null. */
export async function findTransition(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
  version: number,
): Promise<AlertTransition | null> {
  if (!UUID.test(alertId)) return null;
  const [step] = await transaction.query<AlertTransition[]>(
    `select tenant_id as "tenantId", alert_id as "alertId", version, from_state as "fromState", to_state as "toState",
       reason, actor, detail, at
     from alert_transitions where tenant_id = $1 and alert_id = $2 and version = $3`,
    [tenantId, alertId, version],
  );
  return step ?? null;
}

const SELECT_SHORT = `select a.tenant_id as "tenantId", a.alert_id as "alertId", a.rule_id as "ruleId", a.subject,
    a.severity, a.state, a.summary, a.fired_at as "firedAt",
    a.acknowledged_by as "acknowledgedBy", a.resolved_by as "resolvedBy", a.resolved_at as "resolvedAt",
    n.message_channel as "messageChannel", n.message_ts as "messageTs"
  from alerts a left join alert_notifications n
    on n.tenant_id = a.tenant_id and n.kind = 'alert' and n.subject_id = a.alert_id::text`;

/** An open alert in short, and where its card is (null until it is posted). */
export interface OpenAlert {
  readonly tenantId: string;
  readonly alertId: string;
  readonly ruleId: string;
  readonly subject: string;
  readonly severity: Severity;
  readonly state: AlertState;
  readonly summary: string;
  readonly firedAt: Date;
  readonly acknowledgedBy: string | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: Date | null;
  readonly messageChannel: string | null;
  readonly messageTs: string | null;
}

/** The alert that an id, or the beginning of one, names; null when it names none, or several. */
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
     order by array_position(array['critical', 'high', 'medium', 'low'], a.severity), a.fired_at desc, a.alert_id`,
    [tenantId],
  );
}
