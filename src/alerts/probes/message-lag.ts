import { alertIdSql } from "../../messages/message-subject.ts";
import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE, PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/** Its own messages do not count: they are so recent that they would end the condition they report. */
const OWN = `n.tenant_id = '${PLATFORM_TENANT}' and exists (select from alerts a
  where a.tenant_id = n.tenant_id and a.rule_id = '${PLATFORM_RULE_TABLE["PL-28"].id}' and a.alert_id = ${alertIdSql("n.subject_id")})`;

/** Without a message for this long there is none that takes too long. */
const MOST_HOURS = 24;

interface Lag {
  readonly messages: number;
  readonly waiting: number;
  readonly meanMinutes: number | null;
  readonly tenantIds: readonly string[] | null;
}

/**
 * How long messages take from being asked for until they are posted, in the 15 minutes before the newest was posted: that
 * nothing is posted any more mends nothing. Those still waiting count with their age.
 */
export const messageLag = createProbe(
  PLATFORM_RULE_TABLE["PL-28"],
  ({ database, now }) =>
    database.withService((transaction) =>
      transaction.query<Lag[]>(
        `with newest as (select max(posted_at) as at from alert_notifications n
           where posted_at <= $1 and posted_at > $1::timestamptz - make_interval(hours => $2) and not (${OWN}))
         select count(*)::int as messages, count(*) filter (where n.posted_at is null)::int as waiting,
           avg(extract(epoch from coalesce(n.posted_at, $1::timestamptz) - n.created_at))::float8 / 60 as "meanMinutes",
           (array_agg(distinct n.tenant_id))[1:5] as "tenantIds"
         from alert_notifications n cross join newest
         where n.created_at <= $1 and not (${OWN}) and (n.posted_at > newest.at - interval '15 minutes' and n.posted_at <= newest.at
           or (n.posted_at is null and n.state in ('waiting', 'sending')))`,
        [now, MOST_HOURS],
      ),
    ),
  ({ messages, waiting, meanMinutes, tenantIds }: Lag, { maxMinutes }) => ({
    subject: "messages",
    breached: meanMinutes !== null && meanMinutes > maxMinutes,
    summary: `${counted(messages, "message")} took ${Math.round((meanMinutes ?? 0) * 60)} seconds on average; the limit is ${Math.round(maxMinutes * 60)}.`,
    loss:
      waiting === 0
        ? "None is lost; people saw them late."
        : `${counted(waiting, "message has", "messages have")} not reached anybody yet.`,
    facts: { messages, waiting, meanMinutes, maxMinutes, tenantNames: (tenantIds ?? []).join(", ") },
  }),
);
