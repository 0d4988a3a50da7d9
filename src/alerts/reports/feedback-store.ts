import type { Transaction } from "../../database/database.ts";
import { redactValue } from "../../redaction.ts";
import type { RuleFeedback } from "./measure-precision.ts";
import type { ResponseWindow } from "./response-store.ts";

/** Saves a person's feedback on an alert, replacing their earlier one. */
export async function saveFeedback(
  transaction: Transaction,
  feedback: {
    readonly tenantId: string;
    readonly alertId: string;
    readonly userId: string;
    readonly useful: boolean;
    readonly reason: string | null;
    readonly at: Date;
  },
): Promise<void> {
  await transaction.query(
    `insert into alert_feedback (tenant_id, alert_id, user_id, useful, reason, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, alert_id, user_id) do update
       set useful = excluded.useful, reason = excluded.reason, at = excluded.at`,
    [
      feedback.tenantId,
      feedback.alertId,
      feedback.userId,
      feedback.useful,
      redactValue(feedback.reason),
      feedback.at,
    ],
  );
}

/** How many alerts of each rule were announced in the window, and how many of those somebody called not useful; without drills. */
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
