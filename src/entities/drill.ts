import { Check, Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from "typeorm";
import { Alert } from "./alert.ts";

/** A practice alert: raised on purpose to measure how fast people handle it. */
@Entity("drills")
@Index("drills_one_open", ["tenantId", "ruleId"], { unique: true, where: "ended_at is null" })
@Index("idx_drills_rule", ["tenantId", "ruleId", "startedAt"])
@Check("drills_score", "score between 0 and 100")
@ForeignKey(() => Alert, ["tenantId", "alertId"], ["tenantId", "alertId"], {
  name: "drills_alert",
  onDelete: "CASCADE",
})
export class Drill {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  drillId!: string;

  @Column({ type: "text" })
  ruleId!: string;

  @Column({ type: "uuid" })
  alertId!: string;

  /** Slack user id, or `cli`. */
  @Column({ type: "text" })
  startedBy!: string;

  @Column({ type: "timestamptz" })
  startedAt!: Date;

  /** It also pages people and opens tickets, as a real alert would. */
  @Column({ type: "boolean", default: false })
  pages!: boolean;

  /** When the rule found the condition and the alert was written. */
  @Column({ type: "timestamptz", nullable: true })
  detectedAt!: Date | null;

  /** When the card was posted; null until then. */
  @Column({ type: "timestamptz", nullable: true })
  deliveredAt!: Date | null;

  /** Null if nobody acknowledged it. */
  @Column({ type: "timestamptz", nullable: true })
  acknowledgedAt!: Date | null;

  /** Null while the drill goes on. */
  @Column({ type: "timestamptz", nullable: true })
  endedAt!: Date | null;

  /** Steps of the runbook that were ticked. */
  @Column({ type: "int", default: 0 })
  stepsDone!: number;

  @Column({ type: "int", default: 0 })
  stepsTotal!: number;

  /** 0 to 100; null while the drill goes on. */
  @Column({ type: "int", nullable: true })
  score!: number | null;
}
