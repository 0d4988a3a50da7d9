import { Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { CompanyImport } from "./company-import.ts";

/** What one import did to one company, so that it can be taken back; kept as long as the rows of the file, 30 days. */
@Entity("company_import_changes")
@Index("idx_company_import_changes_company", ["tenantId", "companyId"])
@ForeignKey(() => CompanyImport, ["tenantId", "importId"], ["tenantId", "importId"], {
  name: "company_import_changes_import",
  onDelete: "CASCADE",
})
export class CompanyImportChange {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  importId!: string;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  /** The company's columns as they were; null when the import brought the company. */
  @Column({ type: "jsonb", nullable: true })
  before!: Record<string, unknown> | null;

  /** The columns as the import left them. */
  @Column({ type: "jsonb" })
  after!: Record<string, unknown>;
}
