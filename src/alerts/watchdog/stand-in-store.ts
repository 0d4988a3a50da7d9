import type { Transaction } from "../../database/database.ts";
import { alertIdSql, pageSubjectSql } from "../../messages/message-subject.ts";
import type { NotifierName } from "../../messages/notifier.ts";

/** Who is asked to report unseen alerts, and which ones. */
export interface StandInRequest {
  readonly targets: readonly NotifierName[];
  /** Cards asked for before this time have waited long enough. */
  readonly askedBefore: Date;
  /** The most messages per target and hour, including its usual ones. */
  readonly mostAnHour: number;
}

/** How many alerts nobody in Slack has seen, without drills. */
export async function countUnseen(transaction: Transaction, askedBefore: Date): Promise<number> {
  const [row] = await transaction.query<{ unseen: number }[]>(
    `select count(*)::int as unseen from (${UNSEEN}) u`,
    [askedBefore],
  );
  return row?.unseen ?? 0;
}

/**
 * Asks the targets to report critical and high alerts whose card has not reached Slack, the worst and oldest first. Each is
 * asked once per alert, whichever runner does it. Returns how many alerts each target was asked to report.
 */
export async function wantStandInPages(
  transaction: Transaction,
  { targets, askedBefore, mostAnHour }: StandInRequest,
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const rows = await transaction.query<{ target: string }[]>(
    `with late as (${UNSEEN}), open as (
       select l.tenant_id, l.alert_id, t.target, $4 - (
           select count(*) from alert_notifications o
           where o.kind = 'alert_page' and o.target = t.target and o.created_at > $3::timestamptz - interval '1 hour') as room,
         row_number() over (partition by t.target order by l.severity <> 'critical', l.fired_at, l.alert_id) as place
       from late l cross join unnest($2::text[]) as t (target)
       where not exists (select 1 from alert_notifications p where p.tenant_id = l.tenant_id and p.kind = 'alert_page'
         and p.subject_id = ${pageSubjectSql("l.alert_id", "t.target")})
     )
     insert into alert_notifications (tenant_id, kind, subject_id, channel, target, not_before, created_at)
     select tenant_id, 'alert_page', ${pageSubjectSql("alert_id", "target")}, target, target, $3, $3 from open where place <= room
     on conflict (tenant_id, kind, subject_id) do nothing
     returning target`,
    [askedBefore, targets, now, mostAnHour],
  );
  return new Map([...Map.groupBy(rows, ({ target }) => target)].map(([target, own]) => [target, own.length]));
}

/** Incidents with firing critical or high alerts whose incident's card was asked for before $1 and is not posted yet. */
const UNSEEN = `select a.tenant_id, coalesce(a.incident_id, a.alert_id) as alert_id, min(a.fired_at) as fired_at,
    case when bool_or(a.severity = 'critical') then 'critical' else 'high' end as severity
  from alert_notifications n join alerts a on a.tenant_id = n.tenant_id and ${alertIdSql("n.subject_id")} in (a.alert_id, a.incident_id)
  where n.kind = 'alert' and n.target = 'slack' and n.message_ts is null and n.delivered_version < n.desired_version
    and n.created_at <= $1::timestamptz and a.state = 'firing' and a.severity in ('critical', 'high') and not a.drill
  group by 1, 2`;
