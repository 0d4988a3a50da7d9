import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn } from "typeorm";
import type { Role } from "./vocabulary.ts";

/** What one Slack user may do for one tenant. */
@Entity("tenant_users")
@Index("idx_tenant_users_user", ["userId"])
@Check("tenant_users_role", "role in ('viewer', 'qa', 'operator', 'admin')")
export class TenantUser {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** Slack's user id, e.g. `U012AB3CD`. */
  @PrimaryColumn({ type: "text" })
  userId!: string;

  @Column({ type: "text" })
  role!: Role;

  @CreateDateColumn({ type: "timestamptz" })
  createdAt!: Date;
}
