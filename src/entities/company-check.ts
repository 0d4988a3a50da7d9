import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";

/** What the machine found about a High company of a run, whether or not people judge it. */
@Entity("company_checks")
// TypeORM knows no `include` (migrations/1763800117000-check-every-company.ts).
@Index("idx_company_checks_checked", { synchronize: false })
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "company_checks_run",
  onDelete: "CASCADE",
})
export class CompanyCheck {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  /** `Checks` of src/qa/checklist/checks.ts. */
  @Column({ type: "jsonb" })
  checks!: Record<string, unknown>;

  /** Whether every check found it good. */
  @Column({ type: "boolean" })
  isFlawless!: boolean;

  @Column({ type: "timestamptz", default: () => "now()" })
  checkedAt!: Date;
}
