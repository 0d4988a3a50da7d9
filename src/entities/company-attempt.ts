import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { Stage } from "./stage-table.ts";

/**
 * How often work on a company began in a stage after its chunk was once interrupted. Counted before the work, so that
 * a company that crashes the process is identified. Deleted when the run ends.
 */
@Entity("company_attempts")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "company_attempts_run",
  onDelete: "CASCADE",
})
export class CompanyAttempt {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  @PrimaryColumn({ type: "text" })
  stage!: Stage;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  @Column({ type: "int" })
  attempts!: number;
}
