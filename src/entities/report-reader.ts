import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A tenant's login role for dashboards: the views of the schema `reports` show this tenant to whoever signs in as it. */
@Entity("report_readers")
@Index("report_readers_role", ["roleName"], { unique: true })
export class ReportReader {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** Says nothing about the tenant, since every role of the server can read every role's name. */
  @Column({ type: "text" })
  roleName!: string;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;
}
