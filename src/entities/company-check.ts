import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { Bucket } from "./vocabulary.ts";

/** What the machine found about a High company of a run, whether or not people judge it, and about every lead at the export gate. */
@Entity("company_checks")
// TypeORM knows no `include` (migrations/1763800124000-hold-leads-at-the-gate.ts).
@Index("idx_company_checks_checked", { synchronize: false })
@Check("company_checks_bucket", "bucket in ('High', 'Medium', 'Low')")
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

  /** Its bucket in that run. */
  @Column({ type: "text", default: "High" })
  bucket!: Bucket;

  /** Whether every check found it good. */
  @Column({ type: "boolean" })
  isFlawless!: boolean;

  @Column({ type: "timestamptz", default: () => "now()" })
  checkedAt!: Date;
}
