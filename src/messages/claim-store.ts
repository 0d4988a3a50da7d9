import type { Transaction } from "../database/database.ts";
import { laneSql } from "./channel-store.ts";
import { alertIdSql, type MessageSubject } from "./message-subject.ts";
import type { DeliveryFailure, Retry } from "./retry-delivery.ts";

/** A message that only this sender may send during the next minute. */
export interface ClaimedMessage extends MessageSubject {
  readonly messageId: string;
  readonly token: string;
  readonly claimedAt: Date;
  /** Where to post or edit: Slack's id once the message or its thread is posted, else as the tenant wrote it. */
  readonly channel: string;
  /** Where to look for it. Only an id works: the known one, or the last that any message to this channel had, if any. */
  readonly lookupChannel: string;
  /** The message to edit; null to post it. */
  readonly messageTs: string | null;
  /** Where it was before somebody deleted it; null unless that happened. */
  readonly lost: { readonly channel: string; readonly ts: string } | null;
  /** The channel it was meant for, and what Slack said about it; null unless it goes to the fallback channel. */
  readonly moved: { readonly channel: string; readonly problem: string } | null;
  readonly parentId: string | null;
  readonly threadTs: string | null;
  /** The version that is delivered when the content is read now. */
  readonly desiredVersion: number;
  /** `slack`, or a notifier. */
  readonly target: string;
  /** Attempts since the last success, including this one. */
  readonly attempts: number;
  /** When it began to fail; null when the previous attempt did not fail. */
  readonly failingSince: Date | null;
  /** How the previous attempt failed; null when it did not. */
  readonly lastError: string | null;
  /** Set when an earlier attempt may have posted it, at this time at the earliest. Look before posting again. */
  readonly mayBePostedSince: Date | null;
}

/** A claim older than this has expired: its sender has died or hangs. */
export const CLAIM_MS = 60_000;
/** A message that has been due for longer than this was not failing: nobody was there to try it. */
const UNTRIED_MS = 6 * 60 * 60_000;
/** Slack accepts about one message per second and channel. */
export const LANE_MS = 1_000;

/**
 * Claims what is due, at most one message per channel. Each channel is a lane: nothing else is claimed in it while a message
 * is being sent, within a second after a delivery, or while Slack asks us to wait. The worst alerts go first, samples last.
 * Messages in a thread wait for the thread's first message.
 *
 * While a message is being sent, `not_before` holds the earliest time at which it may have been posted; between the attempts
 * of a message with an unknown outcome (`last_error`), `claimed_at` does.
 */
export async function claimDue(
  transaction: Transaction,
  now: Date,
  limit: number,
  targets: readonly string[] = ["slack"],
): Promise<ClaimedMessage[]> {
  // Without the lock, two senders would not see each other's claims and both take a message of the same lane.
  await transaction.query("select pg_advisory_xact_lock(hashtext('nightshift claims messages'))");
  const rows = await transaction.query<{ tenantId: string; messageId: string }[]>(
    `with busy as (
       select target, ${laneSql("b")} as lane from alert_notifications b
       where delivered_version < desired_version and state = 'sending' and claimed_at > $2::timestamptz
       union select target, ${laneSql("b")} from alert_notifications b
       where not_before > $1::timestamptz and state <> 'sending' and (last_error is null or last_error = 'retry_after')
     ), due as (
       select n.tenant_id, n.notification_id, n.target, ${laneSql("n")} as lane, n.created_at,
         coalesce(array_position(array['critical', 'high', 'medium', 'low'], a.severity), 5) as rank
       from alert_notifications n
         left join alert_notifications p on p.tenant_id = n.tenant_id and p.notification_id = n.parent_id
         left join alerts a on n.kind in ('alert', 'alert_note', 'alert_checklist', 'alert_page') and a.tenant_id = n.tenant_id
           and a.alert_id = ${alertIdSql("n.subject_id")}
       where n.delivered_version < n.desired_version and n.state <> 'dead' and n.not_before <= $1
         and (n.parent_id is null or p.message_ts is not null)
         and n.target = any($4)
     ), first as (
       select distinct on (target, lane) * from due d
       where not exists (select from busy b where b.target = d.target and b.lane = d.lane)
       order by target, lane, rank, created_at, notification_id
     )
     select n.tenant_id as "tenantId", n.notification_id as "messageId"
     from first f join alert_notifications n using (tenant_id, notification_id)
     order by f.rank, f.created_at limit $3 for update of n skip locked`,
    [now, new Date(now.getTime() - CLAIM_MS), limit, targets],
  );
  if (rows.length === 0) return [];
  const [claimed] = await transaction.query<[ClaimedMessage[], number]>(
    `update alert_notifications n set state = 'sending', claim_token = gen_random_uuid(), claimed_at = $1,
       attempts = n.attempts + 1,
       failing_since = case when n.state <> 'waiting' or n.not_before > $4 then n.failing_since end,
       last_error = case when d.doubtful then 'unknown_outcome' else n.last_error end,
       not_before = case when not d.doubtful then $1 when n.claim_token is null then coalesce(n.claimed_at, n.created_at)
         else n.not_before end
     from (select o.tenant_id, o.notification_id, o.last_error, p.message_channel as parent_channel, p.message_ts as parent_ts,
         o.message_ts is null and (o.state = 'sending' or o.last_error is not distinct from 'unknown_outcome') as doubtful
       from unnest($2::text[], $3::uuid[]) as c (tenant_id, notification_id)
         join alert_notifications o using (tenant_id, notification_id)
         left join alert_notifications p on p.tenant_id = o.tenant_id and p.notification_id = o.parent_id) d
     where n.tenant_id = d.tenant_id and n.notification_id = d.notification_id
     returning n.tenant_id as "tenantId", n.notification_id as "messageId", n.kind, n.subject_id as "subjectId",
       n.target, n.claim_token as token, n.claimed_at as "claimedAt", n.message_ts as "messageTs",
       case when n.lost_ts is not null then jsonb_build_object('channel', n.lost_channel, 'ts', n.lost_ts) end as lost,
       case when n.moved_from is not null then jsonb_build_object('channel', n.moved_from, 'problem', coalesce(n.moved_problem, 'config')) end as moved,
       n.parent_id as "parentId",
       d.parent_ts as "threadTs", n.desired_version as "desiredVersion", n.attempts, n.failing_since as "failingSince", d.last_error as "lastError",
       case when d.doubtful then n.not_before end as "mayBePostedSince",
       coalesce(n.message_channel, d.parent_channel, n.channel) as channel,
       coalesce(n.message_channel, d.parent_channel, case when d.doubtful then (
         select k.message_channel from alert_notifications k
         where k.target = n.target and ${laneSql("k")} = ${laneSql("n")} and k.message_channel is not null
         order by k.posted_at desc limit 1) end, ${laneSql("n")}) as "lookupChannel"`,
    [
      now,
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ messageId }) => messageId),
      new Date(now.getTime() - UNTRIED_MS),
    ],
  );
  return claimed;
}

type Claim = Pick<ClaimedMessage, "tenantId" | "messageId" | "token">;

/** Records a delivery. False when the claim had expired: nothing is written, and the current sender will find the message. */
export async function markDelivered(
  transaction: Transaction,
  claim: Claim & Pick<ClaimedMessage, "desiredVersion">,
  posted: { readonly channel: string; readonly ts: string },
  now: Date,
): Promise<boolean> {
  const [, written] = await transaction.query<[unknown, number]>(
    `update alert_notifications set delivered_version = $4, message_channel = $5, message_ts = $6,
       posted_at = coalesce(posted_at, $7), state = case when desired_version > $4 then 'waiting' else 'delivered' end,
       attempts = 0, failing_since = null, last_error = null, last_problem = null, claim_token = null, claimed_at = null, not_before = $8
     where tenant_id = $1 and notification_id = $2 and claim_token = $3`,
    [
      claim.tenantId,
      claim.messageId,
      claim.token,
      claim.desiredVersion,
      posted.channel,
      posted.ts,
      now,
      new Date(now.getTime() + LANE_MS),
    ],
  );
  return written === 1;
}

/** A failed attempt. */
export interface FailedAttempt {
  readonly failure: DeliveryFailure;
  /** The receiver's word for it; null when it gave none. */
  readonly problem: string | null;
  /** It may have been posted anyway: the next attempt looks first. */
  readonly mayBePosted: boolean;
  /** Consecutive attempts that failed this way, including this one. */
  readonly attempts: number;
  readonly retry: Retry;
}

/** Records a failure, and when to try again. False when the claim had expired. */
export async function markFailed(
  transaction: Transaction,
  claim: Claim,
  { failure, problem, mayBePosted, attempts, retry }: FailedAttempt,
  now: Date,
): Promise<boolean> {
  const notBefore = new Date(now.getTime() + (retry === "dead" ? 0 : retry.delayMs));
  const [, written] = await transaction.query<[unknown, number]>(
    `update alert_notifications set state = case when $4 then 'dead' else 'waiting' end,
       last_error = case when $5 then 'unknown_outcome' else $6 end, last_problem = $9, attempts = $7,
       failing_since = coalesce(failing_since, $10),
       claim_token = null, claimed_at = case when $5 then not_before end, not_before = $8
     where tenant_id = $1 and notification_id = $2 and claim_token = $3`,
    [
      claim.tenantId,
      claim.messageId,
      claim.token,
      retry === "dead",
      mayBePosted,
      failure,
      attempts,
      notBefore,
      problem,
      now,
    ],
  );
  return written === 1;
}

/** Forgets the place of a deleted message, so that it is posted again. */
export async function forgetMessage(
  transaction: Transaction,
  { tenantId, messageId }: Pick<ClaimedMessage, "tenantId" | "messageId">,
): Promise<void> {
  await transaction.query(
    `update alert_notifications set lost_ts = message_ts, lost_channel = message_channel, message_ts = null, message_channel = null,
       delivered_version = least(delivered_version, desired_version - 1),
       state = case when state = 'delivered' then 'waiting' else state end
     where tenant_id = $1 and notification_id = $2 and message_ts is not null`,
    [tenantId, messageId],
  );
}

/** Drops a message whose subject no longer exists, and the messages in its thread: nothing is left to deliver. */
export async function dropMessage(transaction: Transaction, claim: Claim): Promise<void> {
  await transaction.query(
    `update alert_notifications set state = 'dead', last_error = 'gone', delivered_version = desired_version,
       claim_token = null, claimed_at = null
     where tenant_id = $1 and ((notification_id = $2 and claim_token = $3)
       or (parent_id = $2 and delivered_version < desired_version))`,
    [claim.tenantId, claim.messageId, claim.token],
  );
}
