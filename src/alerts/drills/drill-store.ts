import type { Transaction } from "../../database/database.ts";
import type { Drill } from "../../entities/drill.ts";

const COLUMNS = `tenant_id as "tenantId", drill_id as "drillId", rule_id as "ruleId", alert_id as "alertId",
  started_by as "startedBy", started_at as "startedAt", detected_at as "detectedAt", delivered_at as "deliveredAt",
  acknowledged_at as "acknowledgedAt", ended_at as "endedAt", steps_done as "stepsDone", steps_total as "stepsTotal", score, pages`;

export async function insertDrill(transaction: Transaction, drill: Drill): Promise<void> {
  await transaction.query(
    `insert into drills (tenant_id, drill_id, rule_id, alert_id, started_by, started_at, detected_at, steps_total, pages)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      drill.tenantId,
      drill.drillId,
      drill.ruleId,
      drill.alertId,
      drill.startedBy,
      drill.startedAt,
      drill.detectedAt,
      drill.stepsTotal,
      drill.pages,
    ],
  );
}

/** The current drill of a rule, or null. */
export async function findOpenDrill(
  transaction: Transaction,
  { tenantId, ruleId }: Pick<Drill, "tenantId" | "ruleId">,
): Promise<Drill | null> {
  const [drill] = await transaction.query<Drill[]>(
    `select ${COLUMNS} from drills where tenant_id = $1 and rule_id = $2 and ended_at is null
     order by started_at desc limit 1`,
    [tenantId, ruleId],
  );
  return drill ?? null;
}

/** A drill, locked until the transaction ends; null when there is none. */
export async function lockDrill(
  transaction: Transaction,
  tenantId: string,
  drillId: string,
): Promise<Drill | null> {
  const [drill] = await transaction.query<Drill[]>(
    `select ${COLUMNS} from drills where tenant_id = $1 and drill_id = $2 for update`,
    [tenantId, drillId],
  );
  return drill ?? null;
}

/** The drill an alert was raised for, or null. */
export async function findDrillOfAlert(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
): Promise<Drill | null> {
  const [drill] = await transaction.query<Drill[]>(
    `select ${COLUMNS} from drills where tenant_id = $1 and alert_id = $2`,
    [tenantId, alertId],
  );
  return drill ?? null;
}

/** The progress of a drill. */
export interface DrillProgress {
  readonly deliveredAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly resolved: boolean;
  readonly stepsDone: number;
}

export async function readDrillProgress(
  transaction: Transaction,
  { tenantId, alertId }: Pick<Drill, "tenantId" | "alertId">,
): Promise<DrillProgress> {
  const [row] = await transaction.query<Omit<DrillProgress, "stepsDone">[]>(
    `select n.posted_at as "deliveredAt", a.acknowledged_at as "acknowledgedAt", a.state = 'resolved' as resolved
     from alerts a left join alert_notifications n
       on n.tenant_id = a.tenant_id and n.kind = 'alert' and n.subject_id = coalesce(a.incident_id, a.alert_id)::text
     where a.tenant_id = $1 and a.alert_id = $2`,
    [tenantId, alertId],
  );
  const progress = row ?? { deliveredAt: null, acknowledgedAt: null, resolved: true };
  return { ...progress, stepsDone: await countStepsDone(transaction, tenantId, alertId) };
}

/** How many steps people ticked. */
async function countStepsDone(transaction: Transaction, tenantId: string, alertId: string): Promise<number> {
  const [row] = await transaction.query<{ done: number }[]>(
    "select count(*)::int as done from runbook_steps where tenant_id = $1 and alert_id = $2",
    [tenantId, alertId],
  );
  return row?.done ?? 0;
}

/** Saves how a drill ended. */
export async function endDrill(transaction: Transaction, drill: Drill): Promise<void> {
  await transaction.query(
    `update drills set delivered_at = $3, acknowledged_at = $4, ended_at = $5, steps_done = $6, score = $7
     where tenant_id = $1 and drill_id = $2`,
    [
      drill.tenantId,
      drill.drillId,
      drill.deliveredAt,
      drill.acknowledgedAt,
      drill.endedAt,
      drill.stepsDone,
      drill.score,
    ],
  );
}

/** The rule's previous drill that has ended; null for the first. */
export async function findLastDrill(transaction: Transaction, drill: Drill): Promise<Drill | null> {
  const [last] = await transaction.query<Drill[]>(
    `select ${COLUMNS} from drills where tenant_id = $1 and rule_id = $2 and drill_id <> $3 and started_at <= $4
       and ended_at is not null order by started_at desc limit 1`,
    [drill.tenantId, drill.ruleId, drill.drillId, drill.startedAt],
  );
  return last ?? null;
}

/** Current drills whose alert is resolved, or that began before `before`. As the service role. */
export async function listDueDrills(
  transaction: Transaction,
  before: Date,
): Promise<Pick<Drill, "tenantId" | "drillId">[]> {
  return transaction.query<Pick<Drill, "tenantId" | "drillId">[]>(
    `select d.tenant_id as "tenantId", d.drill_id as "drillId" from drills d join alerts a using (tenant_id, alert_id)
     where d.ended_at is null and (a.state = 'resolved' or d.started_at < $1) order by d.started_at limit 100`,
    [before],
  );
}
