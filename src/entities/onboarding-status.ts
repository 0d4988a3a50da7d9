import { Column, Entity, PrimaryColumn } from "typeorm";

/** A step of setting a tenant up that has been done; a step not done has no row. */
@Entity("onboarding_status")
export class OnboardingStatus {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** `tenant_created`, `icp_rules`, `odoo_connected` or `companies_imported`. */
  @PrimaryColumn({ type: "text" })
  step!: string;

  @Column({ type: "timestamptz", default: () => "now()" })
  completedAt!: Date;
}
