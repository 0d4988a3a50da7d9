import type { Transaction } from "../../database/database.ts";
import type { EnrichmentRun } from "../../entities/enrichment-run.ts";
import {
  callSubjectSql,
  formatSubject,
  isRunNoteSql,
  type NoteParts,
  stepSubjectSql,
} from "../../messages/message-subject.ts";
import { type WantedMessage, wantMessages } from "../../messages/outbox-store.ts";
import { LOUD_REASONS } from "../transition/alert-state.ts";

/** What a line in an alert's thread reports, besides a step of the alert. */
type Note = NoteParts extends infer Parts
  ? Parts extends NoteParts
    ? Omit<Parts, "kind" | "alertId">
    : never
  : never;

/** At most this many cards are redrawn for one act; the others show it at their next change. */
export const MOST_CARDS = 50;

/** An alert's card in Slack, as the outbox has it. */
export interface PostedCard {
  readonly tenantId: string;
  readonly alertId: string;
  /** The alert that the card is named by. */
  readonly cardId: string;
  readonly ruleId: string;
  readonly subject: string;
  readonly messageId: string;
  readonly channel: string;
  readonly parentId: string | null;
}

/** Selects the cards of alerts, which alerts of one incident share; the alert is `a`. */
export const SELECT_CARDS = `select a.tenant_id as "tenantId", a.alert_id as "alertId", n.subject_id as "cardId", a.rule_id as "ruleId", a.subject,
    n.notification_id as "messageId", n.channel, n.parent_id as "parentId"
  from alerts a join alert_notifications n
    on n.tenant_id = a.tenant_id and n.kind = 'alert' and n.subject_id = coalesce(a.incident_id, a.alert_id)::text`;

/** Notes in an alert's thread that somebody started a run from it; does nothing for an alert without a card. */
export async function noteRunStarted(
  transaction: Transaction,
  {
    tenantId,
    alertId,
    runId,
    actor,
  }: {
    readonly tenantId: string;
    readonly alertId: string;
    readonly runId: string;
    readonly actor: string;
  },
  now: Date,
): Promise<void> {
  const cards = await transaction.query<PostedCard[]>(
    `${SELECT_CARDS} where a.tenant_id = $1 and a.alert_id = $2`,
    [tenantId, alertId],
  );
  await addThreadNotes(transaction, cards, { about: "run", runId, actor }, now);
}

/** Notes in the threads of a run's open alerts that somebody stopped it. */
export async function noteRunStopped(
  transaction: Transaction,
  { tenantId, runId, actor }: { readonly tenantId: string; readonly runId: string; readonly actor: string },
  now: Date,
): Promise<void> {
  const cards = await transaction.query<PostedCard[]>(
    `${SELECT_CARDS} where a.tenant_id = $1 and a.run_id = $2 and a.state in ('firing', 'acknowledged') limit ${MOST_CARDS}`,
    [tenantId, runId],
  );
  await addThreadNotes(transaction, cards, { about: "stop", runId, actor }, now);
}

/** Adds a line to the thread of each card, and redraws the card. */
export async function addThreadNotes(
  transaction: Transaction,
  cards: readonly PostedCard[],
  note: Note,
  now: Date,
): Promise<void> {
  const wanted = cards.flatMap(
    ({ tenantId, alertId, cardId, messageId, channel, parentId }): WantedMessage[] => [
      { tenantId, ...formatSubject({ kind: "alert", alertId: cardId }), channel, parentId },
      {
        tenantId,
        ...formatSubject({ kind: "alert_note", alertId, ...note }),
        channel,
        // A thread has no threads: what belongs to a card in a digest goes to the digest's thread.
        parentId: parentId ?? messageId,
      },
    ],
  );
  await wantMessages(transaction, wanted, now);
}

/** Redraws the cards of a run's open alerts, and the lines about it, once it has ended. */
export async function refreshRunNotes(
  transaction: Transaction,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<void> {
  await transaction.query(
    `update alert_notifications n set desired_version = n.desired_version + 1,
       state = case when n.state = 'delivered' then 'waiting' else n.state end
     from enrichment_runs r
     where n.tenant_id = $1 and r.tenant_id = $1 and r.run_id = $2 and r.ended_at is not null
       and n.state in ('delivered', 'sending') and n.posted_at < r.ended_at
       and (n.kind = 'alert_note' and ${isRunNoteSql("n.subject_id", "$2::text")}
         or n.kind = 'alert' and n.target = 'slack' and n.subject_id in (
           select coalesce(a.incident_id, a.alert_id)::text from alerts a where a.tenant_id = $1 and a.run_id = $2 and a.state <> 'resolved'))`,
    [tenantId, runId],
  );
}

/**
 * Redraws the lines with a button to acknowledge once somebody has acknowledged the alert or it has ended: the button has
 * nothing left to do. In one query.
 */
export async function redrawCalls(
  transaction: Transaction,
  alerts: readonly Pick<PostedCard, "tenantId" | "alertId">[],
): Promise<void> {
  if (alerts.length === 0) return;
  await transaction.query(
    `update alert_notifications n set desired_version = n.desired_version + 1,
       state = case when n.state = 'delivered' then 'waiting' else n.state end
     from unnest($1::text[], $2::uuid[]) as k (tenant_id, alert_id) join alert_transitions t using (tenant_id, alert_id)
     where n.tenant_id = t.tenant_id and n.kind = 'alert_note' and n.state in ('delivered', 'sending')
       and n.subject_id in (${stepSubjectSql("t.alert_id", "t.version")}, ${callSubjectSql("t.alert_id", "t.version")})
       and (t.reason = any($3) or t.detail ->> 'worse' = 'true')`,
    [alerts.map(({ tenantId }) => tenantId), alerts.map(({ alertId }) => alertId), LOUD_REASONS],
  );
}

/** A run as its line in the thread describes it; null when there is none. `stages`: those that a rerun was asked to run. */
export async function findStartedRun(
  transaction: Transaction,
  tenantId: string,
  runId: string,
): Promise<
  | (Pick<EnrichmentRun, "runId" | "status" | "statusReason"> & {
      readonly stages: readonly string[];
    })
  | null
> {
  const [run] = await transaction.query<
    (Pick<EnrichmentRun, "runId" | "status" | "statusReason"> & { stages: string[] })[]
  >(
    `select run_id as "runId", status, status_reason as "statusReason",
       coalesce(manifest #> '{resumedFrom,stages}', '[]') as stages
     from enrichment_runs where tenant_id = $1 and run_id::text = $2`,
    [tenantId, runId],
  );
  return run ?? null;
}
