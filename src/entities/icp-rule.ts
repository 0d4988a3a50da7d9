import { Column, Entity, Generated, PrimaryColumn } from "typeorm";

/** An ideal-customer profile: which companies a tenant wants as leads. A null bound or list means any. */
@Entity("icp_rules")
export class IcpRule {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  ruleId!: string;

  @Column({ type: "text" })
  name!: string;

  /** Industries as imported, lower case. */
  @Column({ type: "text", array: true, nullable: true })
  industries!: string[] | null;

  /** ISO 3166 two-letter codes. */
  @Column({ type: "text", array: true, nullable: true })
  countries!: string[] | null;

  @Column({ type: "int", nullable: true })
  employeesMin!: number | null;

  @Column({ type: "int", nullable: true })
  employeesMax!: number | null;

  @Column({ type: "boolean", default: true })
  active!: boolean;
}
