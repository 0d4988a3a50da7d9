import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A request from Slack that we accepted; if Slack sends it again, it is ignored. Global: it arrives before any tenant is known. */
@Entity("slack_inbox")
@Index("idx_slack_inbox_trace", ["traceId"], { where: "trace_id is not null" })
export class SlackDelivery {
  /** Event id, trigger id, or view id with hash. */
  @PrimaryColumn({ type: "text" })
  deliveryKey!: string;

  @Column({ type: "timestamptz", default: () => "now()" })
  receivedAt!: Date;

  /** The trace of the request, click or run that caused it; null if none did. */
  @Column({ type: "text", nullable: true })
  traceId!: string | null;
}
