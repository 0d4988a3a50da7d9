import type { Transaction } from "../database/database.ts";

/** Open alerts that may have to be told, escalated or asked after, over all tenants. */
export async function listAlertsToMind(
  transaction: Transaction,
): Promise<{ readonly tenantId: string; readonly alertId: string }[]> {
  return transaction.query<{ tenantId: string; alertId: string }[]>(
    `select tenant_id as "tenantId", alert_id as "alertId" from alerts
     where state in ('firing', 'acknowledged') order by tenant_id, fired_at, alert_id`,
  );
}

/** How far an alert was escalated since it last fired, came back or was told of late, or was acknowledged. */
export async function readEscalation(
  transaction: Transaction,
  tenantId: string,
  alertId: string,
): Promise<{
  readonly since: Date | null;
  readonly stepsDone: number;
  readonly lastStepAt: Date | null;
  readonly lastReminderAt: Date | null;
}> {
  const [row] = await transaction.query<
    { since: Date | null; stepsDone: number; lastStepAt: Date | null; lastReminderAt: Date | null }[]
  >(
    `with origin as (
       select max(version) as version, max(at) as at from alert_transitions
       where tenant_id = $1 and alert_id = $2 and reason in ('fired', 'refired', 'unsilenced')
     )
     select o.at as since,
       count(*) filter (where t.reason = 'unacknowledged')::int as "stepsDone",
       max(t.at) filter (where t.reason = 'unacknowledged') as "lastStepAt",
       max(t.at) filter (where t.reason = 'reminded') as "lastReminderAt"
     from origin o left join alert_transitions t
       on t.tenant_id = $1 and t.alert_id = $2 and t.version > o.version
     group by o.at`,
    [tenantId, alertId],
  );
  return row ?? { since: null, stepsDone: 0, lastStepAt: null, lastReminderAt: null };
}
