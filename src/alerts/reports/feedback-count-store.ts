import type { Transaction } from "../../database/database.ts";
import type { RuleFeedback } from "./precision.ts";
import type { ResponseWindow } from "./response-store.ts";

/** How many alerts of each rule people were told of in the window, and how many of those somebody called not useful; drills aside. */
export function countFeedback(
  transaction: Transaction,
  { since, until, tenantId = null }: ResponseWindow,
): Promise<RuleFeedback[]> {
  return transaction.query<RuleFeedback[]>(
    `select a.rule_id as "ruleId", count(*)::int as alerts, (count(*) filter (where exists (
         select 1 from alert_feedback f where f.tenant_id = a.tenant_id and f.alert_id = a.alert_id and not f.useful)))::int as "notUseful"
     from alerts a where a.told and not a.drill and ($3::text is null or a.tenant_id = $3)
       and exists (select 1 from alert_transitions t where t.tenant_id = a.tenant_id and t.alert_id = a.alert_id
         and t.reason in ('fired', 'refired') and t.at >= $1 and t.at < $2)
     group by 1 order by 1`,
    [since, until, tenantId],
  );
}
