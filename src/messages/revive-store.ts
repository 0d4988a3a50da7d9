import type { Transaction } from "../database/database.ts";
import { laneSql } from "./channel-store.ts";
import type { ClaimedMessage } from "./claim-store.ts";

const REVIVED = `state = 'waiting', attempts = 0, failing_since = null, last_error = null, claimed_at = null`;
/** What a message that just died is left alone for: each success would otherwise begin its attempts again. */
const REST_MS = 10 * 60_000;

/**
 * Tries messages again that were given up; what belongs in their threads follows. Those whose content the receiver will
 * never take stay as they are, unless `everything` is asked for. Returns how many there are.
 */
export async function reviveMessages(
  transaction: Transaction,
  { tenantId, everything }: { readonly tenantId: string | null; readonly everything: boolean },
  now: Date,
): Promise<number> {
  const [, revived] = await transaction.query<[unknown, number]>(
    `update alert_notifications set ${REVIVED}, not_before = $1
     where state = 'dead' and delivered_version < desired_version and ($2::text is null or tenant_id = $2)
       and ($3 or last_error is distinct from 'rejected')`,
    [now, tenantId, everything],
  );
  return revived;
}

/**
 * A message got through, so what had stopped others may be over: those of the same channel, and those that were given up
 * for a reason that concerned the whole receiver (`channelProblems` are the words that concern one channel only).
 */
export async function reviveAfterDelivery(
  transaction: Transaction,
  { tenantId, messageId, target }: Pick<ClaimedMessage, "tenantId" | "messageId" | "target">,
  channelProblems: readonly string[],
  now: Date,
): Promise<number> {
  const [, revived] = await transaction.query<[unknown, number]>(
    `update alert_notifications d set ${REVIVED}, not_before = $5
     from alert_notifications n
     where n.tenant_id = $1 and n.notification_id = $2
       and d.state = 'dead' and d.delivered_version < d.desired_version and d.target = $3
       and d.last_error is distinct from 'rejected' and d.not_before <= $6
       and (not coalesce(d.last_problem = any($4), false) or ${laneSql("d")} = ${laneSql("n")})`,
    [tenantId, messageId, target, channelProblems, now, new Date(now.getTime() - REST_MS)],
  );
  return revived;
}
