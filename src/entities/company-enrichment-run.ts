import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { Stage } from "./stage-table.ts";
import type { Outcome } from "./vocabulary.ts";

/**
 * How a company fared in a stage of a run. Written in the transaction that writes the stage's results, so a chunk
 * of work that is repeated skips the companies it finished before.
 */
@Entity("company_enrichment_runs")
@Check("company_enrichment_runs_outcome", "outcome in ('success', 'error', 'skipped', 'blocked')")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "company_enrichment_runs_run",
  onDelete: "CASCADE",
})
export class CompanyEnrichmentRun {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  @PrimaryColumn({ type: "text" })
  stage!: Stage;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  /** Its place in the selection, from 0; only in the rows of `select_targets`, null in the others. */
  @Column({ type: "int", nullable: true })
  ordinal!: number | null;

  @Column({ type: "text" })
  outcome!: Outcome;

  /** Why it failed, was skipped or was blocked; null on success. */
  @Column({ type: "text", nullable: true })
  code!: string | null;

  @Column({ type: "timestamptz", default: () => "now()" })
  finishedAt!: Date;
}
