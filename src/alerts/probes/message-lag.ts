import { alertIdSql } from "../../messages/message-subject.ts";
import { counted } from "../rulebook/phrases.ts";
import { PLATFORM_RULE_TABLE, PLATFORM_TENANT } from "../rulebook/platform-rule-table.ts";
import { createProbe } from "./probe.ts";

/** Its own messages do not count: they are so recent that they would end the condition they report. */
const OWN = `n.tenant_id = '${PLATFORM_TENANT}' and exists (select from alerts a
  where a.tenant_id = n.tenant_id and a.rule_id = '${PLATFORM_RULE_TABLE["PL-28"].id}' and a.alert_id = ${alertIdSql("n.subject_id")})`;

/** How long messages take from being asked for until they are posted; those still waiting count with their age. */
export const messageLag = createProbe(
  PLATFORM_RULE_TABLE["PL-28"],
  ({ database, now }) =>
    database.withService((transaction) =>
      transaction.query<{ messages: number; meanMinutes: number | null }[]>(
        `select count(*)::int as messages,
           avg(extract(epoch from coalesce(posted_at, $1::timestamptz) - created_at))::float8 / 60 as "meanMinutes"
         from alert_notifications n
         where created_at <= $1 and not (${OWN}) and (posted_at > $1::timestamptz - interval '15 minutes'
           or (posted_at is null and state in ('waiting', 'sending')))`,
        [now],
      ),
    ),
  (
    { messages, meanMinutes }: { readonly messages: number; readonly meanMinutes: number | null },
    { maxMinutes },
  ) => ({
    subject: "messages",
    breached: meanMinutes !== null && meanMinutes > maxMinutes,
    summary: `${counted(messages, "message")} in the last 15 minutes took ${Math.round((meanMinutes ?? 0) * 60)} seconds on average; the limit is ${Math.round(maxMinutes * 60)}.`,
    facts: { messages, meanMinutes, maxMinutes },
  }),
);
