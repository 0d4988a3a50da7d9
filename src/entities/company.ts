import { Column, Entity, Generated, Index, PrimaryColumn } from "typeorm";

/** A company a tenant may want as a lead. */
@Entity("companies")
@Index("companies_natural_key", ["tenantId", "naturalKey"], { unique: true })
@Index("idx_companies_last_seen", ["tenantId", "lastSeen"])
@Index("idx_companies_domain", ["tenantId", "domain"])
@Index("idx_companies_answered_domain", ["tenantId", "answeredDomain"])
export class Company {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  companyId!: string;

  /** What makes an import find the company again: its registration number, else its domain, else its name. */
  @Column({ type: "text" })
  naturalKey!: string;

  @Column({ type: "text" })
  name!: string;

  @Column({ type: "text", nullable: true })
  website!: string | null;

  /** Registrable domain of the website. */
  @Column({ type: "text", nullable: true })
  domain!: string | null;

  /** Registrable domain of the page that answered the last crawl, after redirects; null when none did. */
  @Column({ type: "text", nullable: true })
  answeredDomain!: string | null;

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
  createdAt!: Date;

  /** When a night last selected the company; null until the first. */
  @Column({ type: "timestamptz", nullable: true })
  lastSeen!: Date | null;
}
