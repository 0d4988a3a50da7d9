import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { Alert } from "./alert.ts";

/** What a person thinks of an alert; the latest opinion counts. */
@Entity("alert_feedback")
@ForeignKey(() => Alert, ["tenantId", "alertId"], ["tenantId", "alertId"], {
  name: "alert_feedback_alert",
  onDelete: "CASCADE",
})
export class AlertFeedback {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  alertId!: string;

  /** Slack user id. */
  @PrimaryColumn({ type: "text" })
  userId!: string;

  /** False: the alert was not needed. */
  @Column({ type: "boolean" })
  useful!: boolean;

  @Column({ type: "text", nullable: true })
  reason!: string | null;

  @Column({ type: "timestamptz" })
  at!: Date;
}
