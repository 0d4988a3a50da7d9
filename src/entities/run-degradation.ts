import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";

/** Something a run does worse than planned, from a certain time until it ends, and why. */
@Entity("run_degradations")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "run_degradations_run",
  onDelete: "CASCADE",
})
export class RunDegradation {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  /** One of src/observability/reads/degradations.ts. */
  @PrimaryColumn({ type: "text" })
  degradation!: string;

  @Column({ type: "text" })
  reason!: string;

  @Column({ type: "timestamptz" })
  since!: Date;
}
