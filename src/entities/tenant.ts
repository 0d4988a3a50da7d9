import { Column, CreateDateColumn, Entity, PrimaryColumn } from "typeorm";

/** A customer whose leads are enriched; the first key of every other table. */
@Entity("tenants")
export class Tenant {
  /** A short slug, e.g. `acme`. */
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @Column({ type: "text" })
  name!: string;

  /** IANA zone in which the tenant's "today" and its caps are counted. */
  @Column({ type: "text", default: "Asia/Singapore" })
  timezone!: string;

  /** Inactive tenants keep their data and run no nights. */
  @Column({ type: "boolean", default: true })
  active!: boolean;

  @CreateDateColumn({ type: "timestamptz" })
  createdAt!: Date;
}
