import { Column, Entity, PrimaryColumn } from "typeorm";

/** A setup step of a tenant that is done; a step that is not has no row. */
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
