import type { CountNotUseful } from "./measure-response.ts";

/** Alerts of the window that somebody called not useful, by rule. */
export const countNotUseful: CountNotUseful = (transaction, { since, until, tenantId = null }) =>
  transaction.query<{ ruleId: string; notUseful: number }[]>(
    `select a.rule_id as "ruleId", count(distinct a.alert_id)::int as "notUseful"
     from alert_feedback f join alerts a using (tenant_id, alert_id)
     where not f.useful and not a.drill and a.fired_at >= $1 and a.fired_at < $2 and ($3::text is null or a.tenant_id = $3)
     group by 1 order by 1`,
    [since, until, tenantId],
  );
