import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { Alert } from "./alert.ts";

/** A step of a runbook that somebody ticked for an alert. */
@Entity("runbook_steps")
@ForeignKey(() => Alert, ["tenantId", "alertId"], ["tenantId", "alertId"], {
  name: "runbook_steps_alert",
  onDelete: "CASCADE",
})
export class RunbookStep {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  alertId!: string;

  /** `check-1`, `action-2` (places in the runbook). */
  @PrimaryColumn({ type: "text" })
  stepKey!: string;

  /** The wording of the step at the time. */
  @Column({ type: "text" })
  label!: string;

  /** Slack user id. */
  @Column({ type: "text" })
  actor!: string;

  @Column({ type: "timestamptz" })
  doneAt!: Date;

  /** From the alert's firing to this step. */
  @Column({ type: "int" })
  secondsSinceFired!: number;
}
