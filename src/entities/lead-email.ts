import { Check, Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { Company } from "./company.ts";
import type { ContactSource, EmailStatus } from "./vocabulary.ts";

/** An e-mail address at which a company may be reached. Business data: never copied into logs, events or Slack. */
@Entity("lead_emails")
@Check("lead_emails_status", "status in ('verified', 'unknown', 'bad')")
@ForeignKey(() => Company, ["tenantId", "companyId"], ["tenantId", "companyId"], {
  name: "lead_emails_company",
  onDelete: "CASCADE",
})
export class LeadEmail {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  /** Lower case. */
  @PrimaryColumn({ type: "text" })
  email!: string;

  @Column({ type: "text" })
  source!: ContactSource;

  /** An address at a free mail provider. */
  @Column({ type: "boolean" })
  isWebmail!: boolean;

  /** Null until verified. */
  @Column({ type: "text", nullable: true })
  status!: EmailStatus | null;

  @Column({ type: "timestamptz", nullable: true })
  verifiedAt!: Date | null;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;
}
