import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { MissingMetric } from "./vocabulary.ts";

/** A figure of a run (src/observability/figures/create-run-metrics.ts lists them all), with what it was divided from. */
@Entity("run_metrics")
// Covers what a sweep reads (migrations/1763800052100-cover-windows.ts); TypeORM knows no `include`.
@Index("idx_run_metrics_levels", { synchronize: false })
@Check("run_metrics_reason", "reason in ('nothing_asked', 'price_unknown')")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "run_metrics_run",
  onDelete: "CASCADE",
})
export class RunMetric {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  @PrimaryColumn({ type: "text" })
  name!: string;

  /** Null if there was nothing to measure (a share of zero), or a price is unknown; `reason` says which. */
  @Column({ type: "double precision", nullable: true })
  value!: number | null;

  /** Null for figures that are not shares. */
  @Column({ type: "double precision", nullable: true })
  numerator!: number | null;

  @Column({ type: "double precision", nullable: true })
  denominator!: number | null;

  /** Null if there is a value. */
  @Column({ type: "text", nullable: true })
  reason!: MissingMetric | null;
}
