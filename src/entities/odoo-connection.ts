import { Column, Entity, PrimaryColumn } from "typeorm";

/** Where a tenant's leads are exported to. */
@Entity("odoo_connections")
export class OdooConnection {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @Column({ type: "text" })
  baseUrl!: string;

  @Column({ type: "text" })
  database!: string;

  /** The API key, sealed by src/database/sealed-secret.ts; never in the clear. */
  @Column({ type: "text" })
  apiKeySealed!: string;

  @Column({ type: "boolean", default: true })
  active!: boolean;

  /** Odoo's keys last three months at most; null when not told. */
  @Column({ type: "timestamptz", nullable: true })
  expiresAt!: Date | null;

  /** Null until the first export went through. */
  @Column({ type: "timestamptz", nullable: true })
  lastSuccessAt!: Date | null;
}
