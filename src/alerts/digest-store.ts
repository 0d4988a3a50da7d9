import type { Transaction } from "../database/database.ts";
import type { Severity } from "../entities/vocabulary.ts";
import type { DigestSummary } from "./digest.ts";
import { wantMessage } from "./outbox-store.ts";

/** More new cards than this in a minute and channel are a storm: further ones go into the thread of one digest. */
export const STORM_CARDS = 10;
const STORM_MINUTES = 1;
/** A digest takes no new cards after this. */
const DIGEST_MINUTES = 60;

/**
 * The digest whose thread a new card of a channel belongs in, made or changed to count it too; null while there is no
 * storm. Call it in the transaction that then asks for the card.
 */
export async function joinDigest(
  transaction: Transaction,
  { tenantId, channel }: { readonly tenantId: string; readonly channel: string },
  now: Date,
): Promise<string | null> {
  const [recent] = await transaction.query<{ cards: number; digest: string | null }[]>(
    `select count(*) filter (where n.kind = 'alert' and not a.drill
         and n.created_at > $3::timestamptz - make_interval(mins => $4))::int as cards,
       (array_agg(n.subject_id order by n.created_at desc) filter (where n.kind = 'alert_digest'))[1] as digest
     from alert_notifications n left join alerts a on a.tenant_id = n.tenant_id
       and a.alert_id = case when n.kind = 'alert' then n.subject_id::uuid end
     where n.tenant_id = $1 and n.channel = $2 and n.target = 'slack' and n.kind in ('alert', 'alert_digest')
       and n.created_at > $3::timestamptz - make_interval(mins => $5)`,
    [tenantId, channel, now, STORM_MINUTES, DIGEST_MINUTES],
  );
  if (recent === undefined || recent.cards < STORM_CARDS) return null;
  const subjectId = recent.digest ?? `${channel}:${now.toISOString()}`;
  return wantMessage(transaction, { tenantId, kind: "alert_digest", subjectId, channel }, now);
}

/** A digest shall count what has become of an alert in its thread. */
export async function touchDigest(
  transaction: Transaction,
  { tenantId, notificationId }: { readonly tenantId: string; readonly notificationId: string },
  now: Date,
): Promise<void> {
  const [digest] = await transaction.query<{ subjectId: string; channel: string }[]>(
    `select subject_id as "subjectId", channel from alert_notifications
     where tenant_id = $1 and notification_id = $2 and kind = 'alert_digest'`,
    [tenantId, notificationId],
  );
  if (digest !== undefined)
    await wantMessage(transaction, { tenantId, kind: "alert_digest", ...digest }, now);
}

/** The alerts of a digest as they stand now; null when there is no such digest. */
export async function readDigest(
  transaction: Transaction,
  tenantId: string,
  subjectId: string,
): Promise<DigestSummary | null> {
  const rows = await transaction.query<
    { ruleId: string; severity: Severity; state: string; count: number }[]
  >(
    `select a.rule_id as "ruleId", a.severity, a.state, count(*)::int as count
     from alert_notifications d
       join alert_notifications c on c.tenant_id = d.tenant_id and c.parent_id = d.notification_id and c.kind = 'alert'
       join alerts a on a.tenant_id = c.tenant_id and a.alert_id::text = c.subject_id
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
