import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";

/** Some runner's word that it works on a run. A run without jobs whose lease ran out long ago is abandoned. */
@Entity("run_leases")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "run_leases_run",
  onDelete: "CASCADE",
})
export class RunLease {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  /** Changes at each renewal: who would end the run as abandoned must have seen the latest. */
  @Column({ type: "uuid" })
  token!: string;

  @Column({ type: "timestamptz" })
  heldUntil!: Date;
}
