import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";

/** How far an alert was escalated since it last fired, was reopened, was announced late or was acknowledged. */
export interface EscalationProgress {
  readonly since: Date | null;
  readonly stepsDone: number;
  readonly lastStepAt: Date | null;
  readonly lastReminderAt: Date | null;
}

/** For an alert without any step. */
export const NO_STEPS: EscalationProgress = {
  since: null,
  stepsDone: 0,
  lastStepAt: null,
  lastReminderAt: null,
};

/** How far these alerts were escalated, by id, in one query; an alert that never fired is left out. */
export async function readEscalations(
  transaction: Transaction,
  alerts: readonly Pick<Alert, "tenantId" | "alertId">[],
): Promise<ReadonlyMap<string, EscalationProgress>> {
  const rows = await transaction.query<(EscalationProgress & { alertId: string })[]>(
    `select k.alert_id as "alertId", o.at as since,
       count(*) filter (where t.reason = 'unacknowledged')::int as "stepsDone",
       max(t.at) filter (where t.reason = 'unacknowledged') as "lastStepAt",
       max(t.at) filter (where t.reason = 'reminded') as "lastReminderAt"
     from unnest($1::text[], $2::uuid[]) as k (tenant_id, alert_id)
       join lateral (select max(f.version) as version, max(f.at) as at from alert_transitions f
         where f.tenant_id = k.tenant_id and f.alert_id = k.alert_id and f.reason in ('fired', 'refired', 'unsilenced', 'released')) o on true
       left join alert_transitions t on t.tenant_id = k.tenant_id and t.alert_id = k.alert_id and t.version > o.version
     group by k.alert_id, o.at`,
    [alerts.map(({ tenantId }) => tenantId), alerts.map(({ alertId }) => alertId)],
  );
  return new Map(rows.map(({ alertId, ...progress }) => [alertId, progress]));
}
