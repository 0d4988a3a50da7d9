import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { count } from "./column-kinds.ts";
import { EnrichmentRun } from "./enrichment-run.ts";

/** The distribution of a stage's durations in mergeable 1 % buckets; kept longer than the events it was counted from. */
@Entity("stage_sketches")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "stage_sketches_run",
  onDelete: "CASCADE",
})
export class StageSketch {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  @PrimaryColumn({ type: "text" })
  stage!: string;

  @Column({ ...count })
  count!: number;

  @Column({ ...count })
  sumMs!: number;

  @Column({ type: "int", nullable: true })
  minMs!: number | null;

  @Column({ type: "int", nullable: true })
  maxMs!: number | null;

  /** Bucket index to count (src/observability/figures/sketches.ts). */
  @Column({ type: "jsonb" })
  buckets!: Record<string, number>;
}
