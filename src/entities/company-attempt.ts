import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { Stage } from "./stage-table.ts";

/**
 * How often a company was begun in a stage after its chunk of work had broken off once. Counted before the work, so that
 * a company that takes the process down with it is found out. Gone when the run ends.
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
