import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { Bucket, Verdict } from "./vocabulary.ts";

/** A company drawn from a run for people to judge. */
@Entity("qa_samples")
// Covers what a sweep reads (migrations/1763800052100-cover-windows.ts); TypeORM knows no `include`.
@Index("idx_qa_samples_decided", { synchronize: false })
@Index("idx_qa_samples_undecided", { synchronize: false })
@Index("idx_qa_samples_created", ["tenantId", "createdAt"])
@Check("qa_samples_result", "result in ('pass', 'fail', 'needs_review')")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "qa_samples_run",
  onDelete: "CASCADE",
})
export class QaSample {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  /** Its place in the sample, from 1. */
  @Column({ type: "int" })
  sampleNo!: number;

  @Column({ type: "text" })
  bucket!: Bucket;

  /** How many companies it was drawn from. */
  @Column({ type: "int" })
  populationSize!: number;

  /** `Checks` of src/qa/checklist/checks.ts: what the machine found. */
  @Column({ type: "jsonb" })
  checks!: Record<string, unknown>;

  /** The verdict that counts; null until somebody gives one. */
  @Column({ type: "text", nullable: true })
  result!: Verdict | null;

  @Column({ type: "text", nullable: true })
  notes!: string | null;

  /** Raised by each verdict, so that two people cannot overwrite each other unnoticed. */
  @Column({ type: "int", default: 0 })
  version!: number;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;
}
