import { Column, Entity, PrimaryColumn } from "typeorm";

/** A request Slack sent and we have taken; sent again, it is passed over. Global: it comes before any tenant is known. */
@Entity("slack_inbox")
export class SlackDelivery {
  /** Event id, trigger id, or view id with hash. */
  @PrimaryColumn({ type: "text" })
  deliveryKey!: string;

  @Column({ type: "timestamptz", default: () => "now()" })
  receivedAt!: Date;
}
