import { Check, Column, Entity, PrimaryColumn } from "typeorm";
import type { OdooProtocol } from "./vocabulary.ts";

/** Where a tenant's leads are exported to. */
@Entity("odoo_connections")
@Check("odoo_connections_protocol", "protocol in ('json2', 'xmlrpc')")
@Check("odoo_connections_login", "protocol = 'json2' or login is not null")
export class OdooConnection {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @Column({ type: "text" })
  baseUrl!: string;

  @Column({ type: "text" })
  database!: string;

  /** The API key, sealed by src/database/create-secrets.ts; never in the clear. */
  @Column({ type: "text" })
  apiKeySealed!: string;

  @Column({ type: "boolean", default: true })
  active!: boolean;

  /** Odoo's keys last three months at most; null if nobody said. */
  @Column({ type: "timestamptz", nullable: true })
  expiresAt!: Date | null;

  /** Null until the first export went through. */
  @Column({ type: "timestamptz", nullable: true })
  lastSuccessAt!: Date | null;

  @Column({ type: "text", default: "json2" })
  protocol!: OdooProtocol;

  /** Whose key it is; only XML-RPC needs to know, otherwise null. */
  @Column({ type: "text", nullable: true })
  login!: string | null;
}
