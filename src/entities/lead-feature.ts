import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { Company } from "./company.ts";

/** What was extracted about a company; only the newest. */
@Entity("lead_features")
@ForeignKey(() => Company, ["tenantId", "companyId"], ["tenantId", "companyId"], {
  name: "lead_features_company",
  onDelete: "CASCADE",
})
export class LeadFeature {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  /** The run that extracted it. */
  @Column({ type: "uuid" })
  runId!: string;

  /** SHA-256 of the text it was extracted from; the same hash needs no new extraction. */
  @Column({ type: "text" })
  contentHash!: string;

  /** `LeadExtraction` of src/vendors/openai/lead-extraction.ts. */
  @Column({ type: "jsonb" })
  features!: Record<string, unknown>;

  @Column({ type: "timestamptz", default: () => "now()" })
  extractedAt!: Date;
}
