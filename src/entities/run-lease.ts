import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";

/** A runner's claim that it is working on a run. A run without jobs whose lease expired long ago is abandoned. */
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

  /** Changes with each renewal: a runner may end the run as abandoned only if it has seen the latest one. */
  @Column({ type: "uuid" })
  token!: string;

  @Column({ type: "timestamptz" })
  heldUntil!: Date;
}
