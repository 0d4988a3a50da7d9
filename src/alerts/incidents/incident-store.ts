import type { Transaction } from "../../database/database.ts";
import type { Alert } from "../../entities/alert.ts";
import { SEVERITIES, type Severity } from "../../entities/vocabulary.ts";
import { explainedRules } from "../suppression/inhibitions.ts";

/** The states of an alert that people see as open, in SQL. */
const IS_OPEN = "in ('firing', 'acknowledged')";

/** A run of a tenant. */
interface IncidentRun {
  readonly tenantId: string;
  readonly runId: string;
}

/**
 * Locks runs until the transaction ends, so that two processes that judge one run at once cannot open two incidents for it.
 * Returns the night that each belongs to, by run id: a rerun belongs to the run that it repeats. As the service role.
 */
export async function lockNights(
  transaction: Transaction,
  runs: readonly IncidentRun[],
): Promise<ReadonlyMap<string, string>> {
  if (runs.length === 0) return new Map();
  const keys = [runs.map(({ tenantId }) => tenantId), runs.map(({ runId }) => runId)];
  await transaction.query(
    `select from enrichment_runs where (tenant_id, run_id) in (select * from unnest($1::text[], $2::uuid[]))
     order by tenant_id, run_id for no key update`,
    keys,
  );
  const rows = await transaction.query<{ runId: string; night: string }[]>(
    `with recursive chain as (
       select r.tenant_id, r.run_id, r.run_id as night, r.manifest #>> '{resumedFrom,runId}' as earlier, 0 as age
       from enrichment_runs r where (tenant_id, run_id) in (select * from unnest($1::text[], $2::uuid[]))
       union all
       select c.tenant_id, c.run_id, r.run_id, r.manifest #>> '{resumedFrom,runId}', c.age + 1
       from chain c join enrichment_runs r on r.tenant_id = c.tenant_id and r.run_id = c.earlier::uuid
       where c.age < 20)
     select distinct on (tenant_id, run_id) run_id as "runId", night from chain order by tenant_id, run_id, age desc`,
    keys,
  );
  return new Map(rows.map(({ runId, night }) => [runId, night]));
}

/** An alert that became part of an incident that was open. */
export interface JoinedIncident {
  readonly incidentId: string;
  /** The worst severity of the alerts that people had been notified of before; null when there were none. */
  readonly before: Severity | null;
}

/**
 * Lets new alerts join the open incident of their night, or become one together. Returns those that did not open their
 * incident, by id, in one query.
 */
export async function joinIncidents(
  transaction: Transaction,
  alerts: readonly Pick<Alert, "tenantId" | "alertId">[],
): Promise<ReadonlyMap<string, JoinedIncident>> {
  if (alerts.length === 0) return new Map();
  const [rows] = await transaction.query<[(JoinedIncident & { alertId: string })[], number]>(
    `with fresh as (select a.tenant_id, a.alert_id, a.incident_run_id
       from unnest($1::text[], $2::uuid[]) as k (tenant_id, alert_id) join alerts a using (tenant_id, alert_id)),
     heads as (
       -- The oldest; of several that began together the one that explains the others, then the worst, never by chance.
       select f.tenant_id, f.alert_id, h.alert_id as head from fresh f join lateral (
         select o.alert_id from alerts o
         where o.tenant_id = f.tenant_id and o.incident_run_id = f.incident_run_id and o.incident_id is null and not o.drill
           and (o.state ${IS_OPEN} or exists (select from alerts m
             where m.tenant_id = o.tenant_id and m.incident_id = o.alert_id and m.state ${IS_OPEN}))
         order by o.fired_at, coalesce(array_position($4::text[], o.rule_id), 0), array_position($3::text[], o.severity),
           o.rule_id, o.subject limit 1) h on h.alert_id <> f.alert_id)
     update alerts a set incident_id = h.head from heads h where a.tenant_id = h.tenant_id and a.alert_id = h.alert_id
     returning a.alert_id as "alertId", a.incident_id as "incidentId", ($3::text[])[(
       select min(array_position($3::text[], m.severity)) from alerts m
       where m.tenant_id = h.tenant_id and (m.alert_id = h.head or m.incident_id = h.head) and m.told and m.state ${IS_OPEN}
         and m.alert_id not in (select alert_id from fresh))] as before`,
    [
      alerts.map(({ tenantId }) => tenantId),
      alerts.map(({ alertId }) => alertId),
      SEVERITIES,
      explainedRules(),
    ],
  );
  return new Map(rows.map(({ alertId, ...joined }) => [alertId, joined]));
}
