import { Check, Column, Entity, PrimaryColumn } from "typeorm";

/** The Slack workspace, or the organization, that the app is installed in. At most one row: an installation has one. */
@Entity("slack_installation")
@Check("slack_installation_one", "name = 'slack'")
export class SlackInstallation {
  /** Always `slack`. */
  @PrimaryColumn({ type: "text" })
  name!: string;

  /** Null when Slack named none, as for an organization. */
  @Column({ type: "text", nullable: true })
  teamId!: string | null;

  /** The Enterprise Grid organization; null when the workspace is part of none. */
  @Column({ type: "text", nullable: true })
  enterpriseId!: string | null;

  /** Installed in every workspace of the organization. */
  @Column({ type: "boolean" })
  isOrgWide!: boolean;

  /** When Slack last said so. */
  @Column({ type: "timestamptz" })
  confirmedAt!: Date;
}
