import { Column, Entity, PrimaryColumn } from "typeorm";
import type { AlertState } from "./vocabulary.ts";

/** A step in the life of an alert. Inserted, never updated. It outlives its alert, which a trigger requires at first. */
@Entity("alert_transitions")
export class AlertTransition {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  alertId!: string;

  /** The alert's version after it. */
  @PrimaryColumn({ type: "int" })
  version!: number;

  /** Null for the first. */
  @Column({ type: "text", nullable: true })
  fromState!: AlertState | null;

  @Column({ type: "text" })
  toState!: AlertState;

  @Column({ type: "text" })
  reason!: string;

  /** What else belongs to it, e.g. the step of an escalation; null without. */
  @Column({ type: "jsonb", nullable: true })
  detail!: Record<string, unknown> | null;

  /** Slack user id, or `system`. */
  @Column({ type: "text" })
  actor!: string;

  @Column({ type: "timestamptz" })
  at!: Date;
}
