import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { Bucket, Verdict } from "./vocabulary.ts";

/** A company drawn from a run for people to judge. */
@Entity("qa_samples")
// Covers what a sweep reads (migrations/1763800052100-cover-windows.ts); TypeORM knows no `include`.
@Index("idx_qa_samples_decided", { synchronize: false })
@Index("idx_qa_samples_undecided", { synchronize: false })
@Index("idx_qa_samples_created", ["tenantId", "createdAt"])
@Check("qa_samples_inclusion_probability", "inclusion_probability > 0 and inclusion_probability <= 1")
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

  /** `SampledLead` of src/qa/sampling/sampled-lead.ts: what its reviewer sees, as it was when it was drawn; null for older ones of which that is lost. */
  @Column({ type: "jsonb", nullable: true })
  lead!: Record<string, unknown> | null;

  /** How likely it was to be drawn, above 0 and at most 1. */
  @Column({ type: "double precision", default: 1 })
  inclusionProbability!: number;

  /** Slack user id of who has it in the review queue; null when nobody has. */
  @Column({ type: "text", nullable: true })
  reservedBy!: string | null;

  /** When the reservation ends; null without one. */
  @Column({ type: "timestamptz", nullable: true })
  reservedUntil!: Date | null;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;
}
