import { Column, Entity, PrimaryColumn } from "typeorm";

/** A request from Slack that we accepted; if Slack sends it again, it is ignored. Global: it arrives before any tenant is known. */
@Entity("slack_inbox")
export class SlackDelivery {
  /** Event id, trigger id, or view id with hash. */
  @PrimaryColumn({ type: "text" })
  deliveryKey!: string;

  @Column({ type: "timestamptz", default: () => "now()" })
  receivedAt!: Date;
}
