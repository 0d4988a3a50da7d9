import { Column, Entity, PrimaryColumn } from "typeorm";

/** One import of a file of companies. */
@Entity("company_imports")
export class CompanyImport {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  importId!: string;

  @Column({ type: "text" })
  fileName!: string;

  @Column({ type: "text" })
  actor!: string;

  @Column({ type: "timestamptz" })
  importedAt!: Date;

  /** When it was taken back; null while it stands. */
  @Column({ type: "timestamptz", nullable: true })
  undoneAt!: Date | null;
}
