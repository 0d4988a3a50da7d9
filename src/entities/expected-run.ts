import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { Schedule } from "./schedule.ts";
import type { ExpectedRunState } from "./vocabulary.ts";

/** A run that a schedule asked for, whether or not it took place. Its key is what allows any number of runners to check schedules. */
@Entity("expected_runs")
@ForeignKey(() => Schedule, ["tenantId", "scheduleId"], ["tenantId", "scheduleId"], {
  name: "expected_runs_schedule",
  onDelete: "CASCADE",
})
@Index("idx_expected_runs_due", ["tenantId", "dueAt"])
@Index("idx_expected_runs_waiting", ["dueAt"], { where: "state = 'waiting'" })
@Check(
  "expected_runs_state",
  "state in ('waiting', 'started', 'skipped_overlap', 'missed', 'failed_to_start')",
)
@Check("expected_runs_run", "(run_id is not null) = (state = 'started')")
export class ExpectedRun {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "text" })
  scheduleId!: string;

  /** Its local time, as in the cron. */
  @PrimaryColumn({ type: "timestamp" })
  localAt!: Date;

  /** 2 for the repeated hour when the clocks go back; else 1. */
  @PrimaryColumn({ type: "int" })
  ordinal!: number;

  @Column({ type: "timestamptz" })
  dueAt!: Date;

  @Column({ type: "text" })
  state!: ExpectedRunState;

  /** Its time had passed before a runner noticed. */
  @Column({ type: "boolean", default: false })
  caughtUp!: boolean;

  /** Null unless it was started. */
  @Column({ type: "uuid", nullable: true })
  runId!: string | null;

  /** Why it was not started, or tried again, in one sentence; null if it was started once, or is waiting. */
  @Column({ type: "text", nullable: true })
  reason!: string | null;

  /** When its second try was decided on, because the first run failed before it did anything; null otherwise. */
  @Column({ type: "timestamptz", nullable: true })
  triedAgainAt!: Date | null;

  @CreateDateColumn({ type: "timestamptz" })
  createdAt!: Date;

  /** When its state last changed. */
  @Column({ type: "timestamptz", default: () => "now()" })
  updatedAt!: Date;
}
