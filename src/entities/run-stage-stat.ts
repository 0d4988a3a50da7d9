import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { count, nanoUsd } from "./column-kinds.ts";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { Stage } from "./stage-table.ts";
import type { StageStatus } from "./vocabulary.ts";

/** The state and totals of one stage of a run; the totals are replaced each time the stage is rolled up from its events. */
@Entity("run_stage_stats")
@Check(
  "run_stage_stats_status",
  "status in ('pending', 'running', 'succeeded', 'degraded', 'failed', 'skipped')",
)
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "run_stage_stats_run",
  onDelete: "CASCADE",
})
export class RunStageStat {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  /** One of STAGES for our own runs; an outside agent names its own. */
  @PrimaryColumn({ type: "text" })
  stage!: Stage;

  @Column({ type: "text" })
  status!: StageStatus;

  /** Why it ended the way it did; null if there is nothing to say. */
  @Column({ type: "text", nullable: true })
  statusReason!: string | null;

  /** Items attempted: success + error + blocked (skipped ones were not). */
  @Column({ ...count, default: 0 })
  countTotal!: number;

  @Column({ ...count, default: 0 })
  countSuccess!: number;

  @Column({ ...count, default: 0 })
  countError!: number;

  @Column({ ...count, default: 0 })
  countBlocked!: number;

  @Column({ ...count, default: 0 })
  countSkipped!: number;

  /** Exact nearest-rank percentiles of the items' durations; null when none has one. */
  @Column({ type: "int", nullable: true })
  p50Ms!: number | null;

  @Column({ type: "int", nullable: true })
  p95Ms!: number | null;

  @Column({ type: "int", nullable: true })
  p99Ms!: number | null;

  @Column({ ...nanoUsd, default: 0 })
  costNanoUsd!: bigint;

  @Column({ ...count, default: 0 })
  tokensInput!: number;

  @Column({ ...count, default: 0 })
  tokensOutput!: number;

  /** Null until it starts. */
  @Column({ type: "timestamptz", nullable: true })
  startedAt!: Date | null;

  /** When its companies were cut into chunks; null until then, and where it works on the run as a whole. */
  @Column({ type: "timestamptz", nullable: true })
  plannedAt!: Date | null;

  /** Null until it ends. */
  @Column({ type: "timestamptz", nullable: true })
  endedAt!: Date | null;
}
