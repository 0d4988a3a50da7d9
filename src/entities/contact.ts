import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn } from "typeorm";
import { Company } from "./company.ts";
import type { ContactSource } from "./vocabulary.ts";

/** A contact person at a company. */
@Entity("contacts")
@Index("idx_contacts_company", ["tenantId", "companyId"])
@Index("contacts_person", ["tenantId", "companyId", "firstName", "lastName"], { unique: true })
@ForeignKey(() => Company, ["tenantId", "companyId"], ["tenantId", "companyId"], {
  name: "contacts_company",
  onDelete: "CASCADE",
})
export class Contact {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  contactId!: string;

  @Column({ type: "uuid" })
  companyId!: string;

  @Column({ type: "text" })
  firstName!: string;

  @Column({ type: "text" })
  lastName!: string;

  @Column({ type: "text", nullable: true })
  title!: string | null;

  /** Where the person was found: `site` or `lusha`. */
  @Column({ type: "text" })
  source!: ContactSource;

  /** The vendor's id of the person; null for people found on the site. */
  @Column({ type: "text", nullable: true })
  vendorContactId!: string | null;

  /** When Lusha was last asked about the person, found or not; null if never. */
  @Column({ type: "timestamptz", nullable: true })
  lookedUpAt!: Date | null;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;
}
