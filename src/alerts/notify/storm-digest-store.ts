import type { Transaction } from "../../database/database.ts";
import type { Severity } from "../../entities/vocabulary.ts";
import { alertIdSql } from "../../messages/message-subject.ts";
import type { WantedMessage } from "../../messages/outbox-store.ts";
import type { StormDigest } from "./storm-digest.ts";

const STORM_MINUTES = 1;
/** A storm digest takes no new cards after this. */
const DIGEST_MINUTES = 60;

/** A channel of a tenant. */
export interface TenantChannel {
  readonly tenantId: string;
  readonly channel: string;
}

/** A channel's recent traffic. */
export interface ChannelTraffic extends TenantChannel {
  /** New cards of the last minute, without drills. */
  readonly cards: number;
  /** The storm digest that still takes cards; null when there is none. */
  readonly digest: string | null;
}

/** The recent traffic of these channels, in one query; a channel without any is left out. */
export async function readTraffic(
  transaction: Transaction,
  channels: readonly TenantChannel[],
  now: Date,
): Promise<ChannelTraffic[]> {
  return transaction.query<ChannelTraffic[]>(
    `select n.tenant_id as "tenantId", n.channel,
       count(*) filter (where n.kind = 'alert' and not a.drill and n.created_at > $3::timestamptz - make_interval(mins => $4))::int as cards,
       (array_agg(n.subject_id order by n.created_at desc) filter (where n.kind = 'alert_digest'))[1] as digest
     from unnest($1::text[], $2::text[]) as c (tenant_id, channel) join alert_notifications n using (tenant_id, channel)
       left join alerts a on a.tenant_id = n.tenant_id and n.kind = 'alert' and a.alert_id = ${alertIdSql("n.subject_id")}
     where n.target = 'slack' and n.kind in ('alert', 'alert_digest')
       and n.created_at > $3::timestamptz - make_interval(mins => $5)
     group by n.tenant_id, n.channel`,
    [
      channels.map(({ tenantId }) => tenantId),
      channels.map(({ channel }) => channel),
      now,
      STORM_MINUTES,
      DIGEST_MINUTES,
    ],
  );
}

/** The storm digests among these messages, by id, in one query. */
export async function readStormDigestSubjects(
  transaction: Transaction,
  messages: readonly { readonly tenantId: string; readonly messageId: string }[],
): Promise<ReadonlyMap<string, WantedMessage>> {
  const rows = await transaction.query<(WantedMessage & { messageId: string })[]>(
    `select n.tenant_id as "tenantId", n.notification_id as "messageId", n.kind, n.subject_id as "subjectId", n.channel
     from unnest($1::text[], $2::uuid[]) as k (tenant_id, notification_id) join alert_notifications n using (tenant_id, notification_id)
     where n.kind = 'alert_digest'`,
    [messages.map(({ tenantId }) => tenantId), messages.map(({ messageId }) => messageId)],
  );
  return new Map(rows.map(({ messageId, ...digest }) => [messageId, digest]));
}

/** The current state of a storm digest's alerts; null when there is no such digest. */
export async function readStormDigest(
  transaction: Transaction,
  tenantId: string,
  subjectId: string,
): Promise<StormDigest | null> {
  const rows = await transaction.query<
    { ruleId: string; severity: Severity; state: string; count: number }[]
  >(
    `select a.rule_id as "ruleId", a.severity, a.state, count(*)::int as count
     from alert_notifications d
       join alert_notifications c on c.tenant_id = d.tenant_id and c.parent_id = d.notification_id and c.kind = 'alert'
       join alerts a on a.tenant_id = c.tenant_id and coalesce(a.incident_id, a.alert_id)::text = c.subject_id
     where d.tenant_id = $1 and d.kind = 'alert_digest' and d.subject_id = $2
     group by 1, 2, 3 order by 4 desc, 1, 2`,
    [tenantId, subjectId],
  );
  if (rows.length === 0) return null;
  const count = (state: string) =>
    rows.filter((row) => row.state === state).reduce((sum, row) => sum + row.count, 0);
  const rules = new Map<string, { ruleId: string; severity: Severity; count: number }>();
  for (const { ruleId, severity, count: more } of rows) {
    const key = `${ruleId} ${severity}`;
    rules.set(key, { ruleId, severity, count: (rules.get(key)?.count ?? 0) + more });
  }
  return {
    open: count("firing"),
    acknowledged: count("acknowledged"),
    resolved: count("resolved"),
    rules: [...rules.values()].sort((one, other) => other.count - one.count),
  };
}
