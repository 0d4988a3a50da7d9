import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { Company } from "./company.ts";
import type { Bucket } from "./vocabulary.ts";

/** How well a company fits, and why; only the newest score. */
@Entity("lead_scores")
@Index("idx_lead_scores_score", ["tenantId", "score"])
@Index("idx_lead_scores_held", ["tenantId", "heldByRun"], { where: "held_by_run is not null" })
@Check("lead_scores_bucket", "bucket in ('High', 'Medium', 'Low')")
@ForeignKey(() => Company, ["tenantId", "companyId"], ["tenantId", "companyId"], {
  name: "lead_scores_company",
  onDelete: "CASCADE",
})
export class LeadScore {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  /** The last run that scored it, or found the score unchanged. */
  @Column({ type: "uuid" })
  runId!: string;

  /** 0 to 100. */
  @Column({ type: "int" })
  score!: number;

  @Column({ type: "text" })
  bucket!: Bucket;

  @Column({ type: "text" })
  rationale!: string;

  /** Ids of the stored signals that the rationale cites. */
  @Column({ type: "text", array: true })
  citedSignals!: string[];

  /** Hash of everything the score was computed from; unchanged means the score stands. */
  @Column({ type: "text" })
  inputHash!: string;

  /** When the score was computed; a run that finds it unchanged leaves this alone. */
  @Column({ type: "timestamptz", default: () => "now()" })
  scoredAt!: Date;

  /** Null until exported to Odoo. */
  @Column({ type: "timestamptz", nullable: true })
  exportedAt!: Date | null;

  /** Hash of everything that was exported, and to which Odoo; null until then. */
  @Column({ type: "text", nullable: true })
  exportHash!: string | null;

  /** Who is exporting it at the moment; null if nobody is. */
  @Column({ type: "uuid", nullable: true })
  exportClaim!: string | null;

  /** When the claim expires unless it is renewed; null without one. */
  @Column({ type: "timestamptz", nullable: true })
  exportClaimedUntil!: Date | null;

  /** The run at whose gate it is held: no run exports it until it is let go. Null when it is not held. */
  @Column({ type: "uuid", nullable: true })
  heldByRun!: string | null;

  /** When a gate let it go; null when none did. A score computed later has not been let go. */
  @Column({ type: "timestamptz", nullable: true })
  clearedAt!: Date | null;
}
