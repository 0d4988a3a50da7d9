import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { Company } from "./company.ts";

/** What an import looks a company up by: its registration number, domain or name, folded. Different companies may share one. */
@Entity("company_keys")
@Index("idx_company_keys_company", ["tenantId", "companyId"])
@ForeignKey(() => Company, ["tenantId", "companyId"], ["tenantId", "companyId"], {
  name: "company_keys_company",
  onDelete: "CASCADE",
})
export class CompanyKey {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "text" })
  key!: string;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  /** A person said that the company with this key is this one (`companies merge`). */
  @Column({ type: "boolean", default: false })
  isMerged!: boolean;
}
