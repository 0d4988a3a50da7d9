import { Check, Column, Entity, Generated, Index, PrimaryColumn } from "typeorm";

/**
 * A message that people should see, and how far its delivery has come: one row of the outbox. A message about something
 * that changes (an alert, a sample) stays one row; each change raises `desiredVersion`, and the sender posts or edits until
 * `deliveredVersion` has caught up, so several edits become one. The table has the name that it was released with.
 */
@Entity("alert_notifications")
@Index("alert_notifications_subject", ["tenantId", "kind", "subjectId"], { unique: true })
@Index("idx_alert_notifications_not_before", ["notBefore"])
@Index("idx_alert_notifications_due", ["notBefore"], {
  where: "delivered_version < desired_version and state <> 'dead'",
})
@Index("idx_alert_notifications_moved", ["createdAt"], { where: "moved_from is not null" })
@Index("idx_alert_notifications_posted", ["postedAt"])
@Index("idx_alert_notifications_dead", ["target"], {
  where: "state = 'dead' and delivered_version < desired_version",
})
@Index("idx_alert_notifications_behind", ["target"], { where: "delivered_version < desired_version" })
@Index("idx_alert_notifications_trace", ["tenantId", "traceId"], { where: "trace_id is not null" })
@Check("alert_notifications_state", "state in ('waiting', 'sending', 'delivered', 'dead')")
export class OutboxMessage {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ name: "notification_id", type: "uuid" })
  @Generated("uuid")
  messageId!: string;

  /** `alert` (a card), `alert_note` (a line in its thread), `alert_checklist` (its runbook there), `alert_digest` (the root of many cards), `alert_page` (an alert outside Slack), `qa_run` (the root of a sample), `qa_gate` (leads that wait for a decision), `qa_sample` (a card in its thread) or `digest` (a week of alerts). */
  @Column({ type: "text" })
  kind!:
    | "alert"
    | "alert_note"
    | "alert_checklist"
    | "alert_digest"
    | "alert_page"
    | "qa_run"
    | "qa_gate"
    | "qa_sample"
    | "digest";

  /** `slack`, or the notifier that delivers it (pagerduty, jira, email, sms, webhook). */
  @Column({ type: "text", default: "slack" })
  target!: string;

  /** What the message shows: an alert id, `ALERT:VERSION`, `ALERT:TARGET`, `CHANNEL:MOMENT`, a run id, `RUN:COMPANY`, the day after a week. */
  @Column({ type: "text" })
  subjectId!: string;

  /** The message whose thread it belongs in; null for a message in the channel itself. */
  @Column({ type: "uuid", nullable: true })
  parentId!: string | null;

  /** The trace of the request, click or run that caused it; null if none did. */
  @Column({ type: "text", nullable: true })
  traceId!: string | null;

  /** Slack channel, by id or name; outside Slack, the name of the notifier. */
  @Column({ type: "text" })
  channel!: string;

  @Column({ type: "int", default: 1 })
  desiredVersion!: number;

  @Column({ type: "int", default: 0 })
  deliveredVersion!: number;

  @Column({ type: "text", default: "waiting" })
  state!: "waiting" | "sending" | "delivered" | "dead";

  /** Slack's channel id and timestamp of the posted message; null until posted. */
  @Column({ type: "text", nullable: true })
  messageChannel!: string | null;

  @Column({ type: "text", nullable: true })
  messageTs!: string | null;

  /** Where it was before somebody deleted it; null unless that happened. */
  @Column({ type: "text", nullable: true })
  lostChannel!: string | null;

  @Column({ type: "text", nullable: true })
  lostTs!: string | null;

  /** The channel it was meant for; null unless it went to the fallback channel instead. */
  @Column({ type: "text", nullable: true })
  movedFrom!: string | null;

  /** What Slack said of that channel; null when it is not known. */
  @Column({ type: "text", nullable: true })
  movedProblem!: string | null;

  /** Attempts since the last success. */
  @Column({ type: "int", default: 0 })
  attempts!: number;

  @Column({ type: "timestamptz", default: () => "now()" })
  notBefore!: Date;

  /** Who is sending it, and since when; null if nobody is. A claim older than a minute is void. */
  @Column({ type: "uuid", nullable: true })
  claimToken!: string | null;

  @Column({ type: "timestamptz", nullable: true })
  claimedAt!: Date | null;

  /** Since when delivery has been failing; null after a success. */
  @Column({ type: "timestamptz", nullable: true })
  failingSince!: Date | null;

  /** Class of the last failure (src/messages/retry-delivery.ts); null after a success. */
  @Column({ type: "text", nullable: true })
  lastError!: string | null;

  /** What the receiver called the last failure (`is_archived`, `http_503`); null after a success, or when it said nothing. */
  @Column({ type: "text", nullable: true })
  lastProblem!: string | null;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;

  /** When it was first seen posted; null until then. */
  @Column({ type: "timestamptz", nullable: true })
  postedAt!: Date | null;
}
