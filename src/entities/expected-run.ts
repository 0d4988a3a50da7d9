import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { Schedule } from "./schedule.ts";
import type { ExpectedRunState } from "./vocabulary.ts";

/** A run that a schedule asked for, whether or not it came about. Its key is why any number of runners may tick. */
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

  /** What the clock on the wall shows at its time, as the cron says it. */
  @PrimaryColumn({ type: "timestamp" })
  localAt!: Date;

  /** 2 for the second time that an hour repeated when the clocks went back; else 1. */
  @PrimaryColumn({ type: "int" })
  ordinal!: number;

  @Column({ type: "timestamptz" })
  dueAt!: Date;

  @Column({ type: "text" })
  state!: ExpectedRunState;

  /** Its time had passed before a runner saw it. */
  @Column({ type: "boolean", default: false })
  caughtUp!: boolean;

  /** Null unless it was started. */
  @Column({ type: "uuid", nullable: true })
  runId!: string | null;

  /** Why it was not started, in one sentence; null when it was, or waits. */
  @Column({ type: "text", nullable: true })
  reason!: string | null;

  @CreateDateColumn({ type: "timestamptz" })
  createdAt!: Date;

  /** When its state last changed. */
  @Column({ type: "timestamptz", default: () => "now()" })
  updatedAt!: Date;
}
