import type { Transaction } from "../../database/database.ts";
import { IS_NIGHT } from "../../entities/night-sql.ts";

/** Where a page of nights begins: right after this run. */
export interface NightCursor {
  readonly startedAt: Date;
  readonly runId: string;
}

/** A night that is over, and whether a rule's alert fired for it. */
export interface PastNight extends NightCursor {
  readonly fired: boolean;
  /** Somebody called that alert not useful. */
  readonly notUseful: boolean;
}

/**
 * A tenant's nights since then that are over, the oldest first. A night has fired when the rule's alert was raised before
 * the next run began, or was still found at its end. `after` null: from the first one.
 */
export async function listPastNights(
  transaction: Transaction,
  {
    tenantId,
    ruleId,
    since,
    after,
    limit,
  }: {
    readonly tenantId: string;
    readonly ruleId: string;
    readonly since: Date;
    readonly after: NightCursor | null;
    readonly limit: number;
  },
): Promise<PastNight[]> {
  return transaction.query<PastNight[]>(
    `with nights as (
       select r.*, lead(r.started_at) over (order by r.started_at, r.run_id) as next_at from enrichment_runs r
       where r.tenant_id = $1 and r.agent_id = 'nightly' and r.started_at >= $3 and ${IS_NIGHT})
     select n.run_id as "runId", n.started_at as "startedAt",
       coalesce(f.fired, false) as fired, coalesce(f.not_useful, false) as "notUseful"
     from nights n left join lateral (
       select true as fired, bool_or(exists (select 1 from alert_feedback b
         where b.tenant_id = a.tenant_id and b.alert_id = a.alert_id and not b.useful)) as not_useful
       from alerts a where a.tenant_id = $1 and a.rule_id = $2 and a.subject <> 'rule' and not a.drill
         and ((a.fired_at < n.started_at and a.last_seen_at >= n.ended_at)
           or exists (select 1 from alert_transitions t where t.tenant_id = a.tenant_id and t.alert_id = a.alert_id
             and t.reason in ('fired', 'refired') and t.at >= n.started_at and (n.next_at is null or t.at < n.next_at)))
       having count(*) > 0) f on true
     where n.status <> 'running' and n.ended_at is not null
       and ($4::timestamptz is null or (n.started_at, n.run_id) > ($4, $5::uuid))
     order by n.started_at, n.run_id limit $6`,
    [tenantId, ruleId, since, after?.startedAt ?? null, after?.runId ?? null, limit],
  );
}
