import { Column, Entity, PrimaryColumn } from "typeorm";

/** A tenant's own settings, read through `TenantPolicy` of src/config; whatever is absent has its documented default. */
@Entity("tenant_policies")
export class TenantPolicyRow {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @Column({ type: "jsonb", default: {} })
  policy!: Record<string, unknown>;

  @Column({ type: "timestamptz", default: () => "now()" })
  updatedAt!: Date;
}
