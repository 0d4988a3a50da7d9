import { Column, Entity, PrimaryColumn } from "typeorm";

/** The id that a channel's name stands for in Slack. Global: several tenants may name the same channel. */
@Entity("slack_channels")
export class SlackChannel {
  /** In lower case, without the leading `#`. */
  @PrimaryColumn({ type: "text" })
  name!: string;

  @Column({ type: "text" })
  channelId!: string;

  /** When Slack last said so. */
  @Column({ type: "timestamptz" })
  resolvedAt!: Date;
}
