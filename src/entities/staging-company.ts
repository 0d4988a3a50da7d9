import { Column, Entity, Generated, Index, PrimaryColumn } from "typeorm";

/** A row of an imported file as it came, before it was merged into `companies`; kept for 30 days. */
@Entity("staging_companies")
@Index("idx_staging_companies_import", ["tenantId", "importId"])
@Index("idx_staging_companies_imported", ["importedAt"])
export class StagingCompany {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  rowId!: string;

  @Column({ type: "uuid" })
  importId!: string;

  /** The line of the file, 1 for the heading. */
  @Column({ type: "int" })
  line!: number;

  @Column({ type: "text" })
  name!: string;

  @Column({ type: "text", nullable: true })
  website!: string | null;

  @Column({ type: "text", nullable: true })
  registrationNumber!: string | null;

  @Column({ type: "text", nullable: true })
  industry!: string | null;

  @Column({ type: "text", nullable: true })
  ssicCode!: string | null;

  @Column({ type: "text", nullable: true })
  country!: string | null;

  @Column({ type: "int", nullable: true })
  employees!: number | null;

  @Column({ type: "text", nullable: true })
  description!: string | null;

  @Column({ type: "timestamptz", default: () => "now()" })
  importedAt!: Date;
}
