import type { Transaction } from "../../database/database.ts";
import type { ClaimedMessage } from "../../messages/claim-store.ts";
import { alertIdSql, pageSubjectSql, parseSubject } from "../../messages/message-subject.ts";
import type { NotifierName } from "../../messages/notifier.ts";
import type { Failed } from "../../messages/retry-delivery.ts";
import { isCall } from "../notify/call-note.ts";
import { listDrillsWithoutPages } from "../notify/page-store.ts";
import { chooseFallBack, FALL_BACK_AFTER_FAILURES, FALL_BACK_AFTER_MS, isAway } from "./choose-fall-back.ts";

/** A message that does not get through. */
type Stuck = Pick<
  ClaimedMessage,
  "tenantId" | "messageId" | "kind" | "subjectId" | "target" | "channel" | "messageTs"
>;

/** At most this many alerts of a storm digest are paged when it does not get through: the first ones stand for the storm. */
const MOST_OF_DIGEST = 20;

/**
 * Finds another way for an alert, or a storm digest, that does not get through: the fallback channel, then the notifiers one
 * after the other. It acts on failures that a person must fix and on messages that are given up; an outage is waited out,
 * except for critical and high alerts that nobody has seen yet. Each notifier is asked once. Runs in the transaction that
 * records the failure. Returns what was done.
 */
export async function fallBack(
  transaction: Transaction,
  message: Stuck,
  {
    failed: { failure, attempts, failingForMs, isDead },
    available,
  }: {
    readonly failed: Failed;
    readonly available: { readonly channel: string | null; readonly notifiers: readonly NotifierName[] };
  },
  now: Date,
): Promise<"moved" | NotifierName | null> {
  const { kind, target, channel, messageTs } = message;
  if (kind !== "alert" && kind !== "alert_page" && kind !== "alert_digest" && !isCall(message)) return null;
  const isHopeless = isDead || (failure === "config" && attempts === FALL_BACK_AFTER_FAILURES);
  // A ticket wakes nobody, so it can wait.
  const isOutage =
    isAway(failure) && target !== "jira" && messageTs === null && failingForMs >= FALL_BACK_AFTER_MS;
  if (!isHopeless && !isOutage) return null;
  const ways = isAway(failure) ? { ...available, channel: null } : available;
  const choice = chooseFallBack({ target, channel, isPosted: messageTs !== null }, ways);
  if (choice === null) return null;
  if ("channel" in choice) {
    await moveMessage(transaction, message, choice.channel, now);
    return "moved";
  }
  const { notifier } = choice;
  const asked =
    kind === "alert_digest"
      ? await pageOfDigest(transaction, message, notifier, now)
      : await pageOfAlert(transaction, message, { notifier, onlyGrave: !isHopeless }, now);
  return asked > 0 ? notifier : null;
}

/** Moves a message to another channel, together with the messages in its thread. */
async function moveMessage(
  transaction: Transaction,
  { tenantId, messageId }: Stuck,
  channel: string,
  now: Date,
): Promise<void> {
  await transaction.query(
    `update alert_notifications set channel = $3, moved_from = channel, moved_problem = coalesce(last_problem, last_error),
       parent_id = null, state = 'waiting', attempts = 0, last_error = null,
       failing_since = null, claimed_at = null, not_before = $4
     where tenant_id = $1 and notification_id = $2 and message_ts is null`,
    [tenantId, messageId, channel, now],
  );
}

const GRAVE = "a.state = 'firing' and a.severity in ('critical', 'high')";

/** Asks a notifier to report the worst open alert of the incident that a message is about, unless it was asked before. Returns how many pages were asked for. */
async function pageOfAlert(
  transaction: Transaction,
  message: Stuck,
  { notifier, onlyGrave }: { readonly notifier: NotifierName; readonly onlyGrave: boolean },
  now: Date,
): Promise<number> {
  const { tenantId } = message;
  const subject = parseSubject(message);
  if (subject === null || !("alertId" in subject)) return 0;
  const { alertId } = subject;
  if ((await listDrillsWithoutPages(transaction, [{ tenantId, alertId }])).has(alertId)) return 0;
  const rows = await transaction.query<unknown[]>(
    `insert into alert_notifications (tenant_id, kind, subject_id, channel, target, not_before, created_at)
     select a.tenant_id, 'alert_page', ${pageSubjectSql("coalesce(a.incident_id, a.alert_id)", "$3")}, $3, $3, $4::timestamptz, $4
     from alerts a where a.tenant_id = $1 and (a.alert_id = $2 or a.incident_id = $2) and (not $5 or ${GRAVE})
     order by a.state = 'resolved', array_position(array['critical', 'high', 'medium', 'low'], a.severity), a.fired_at, a.alert_id limit 1
     on conflict (tenant_id, kind, subject_id) do nothing returning 1`,
    [tenantId, alertId, notifier, now, onlyGrave],
  );
  return rows.length;
}

/** The same for the worst alerts of a storm digest: nobody sees their cards, which wait for the digest. */
async function pageOfDigest(
  transaction: Transaction,
  { tenantId, messageId }: Stuck,
  notifier: NotifierName,
  now: Date,
): Promise<number> {
  const rows = await transaction.query<unknown[]>(
    `insert into alert_notifications (tenant_id, kind, subject_id, channel, target, not_before, created_at)
     select tenant_id, 'alert_page', ${pageSubjectSql("alert_id", "$3")}, $3, $3, $4::timestamptz, $4 from (
       select a.tenant_id, coalesce(a.incident_id, a.alert_id) as alert_id from alert_notifications c
         join alerts a on a.tenant_id = c.tenant_id and ${alertIdSql("c.subject_id")} in (a.alert_id, a.incident_id)
       where c.tenant_id = $1 and c.parent_id = $2 and c.kind = 'alert' and not a.drill and ${GRAVE}
       group by 1, 2 order by bool_or(a.severity = 'critical') desc, min(a.fired_at), 2 limit $5
     ) worst
     on conflict (tenant_id, kind, subject_id) do nothing returning 1`,
    [tenantId, messageId, notifier, now, MOST_OF_DIGEST],
  );
  return rows.length;
}
