import { Column, Entity, PrimaryColumn } from "typeorm";

/** A key of the installation that outlives SECRETS_KEY, sealed with it. Global, and the service role's alone. */
@Entity("installation_keys")
export class InstallationKey {
  /** `address_hash`: keys the hashes of e-mail addresses, whose addresses are not stored. */
  @PrimaryColumn({ type: "text" })
  name!: string;

  @Column({ type: "text" })
  sealed!: string;

  @Column({ type: "timestamptz", default: () => "now()" })
  sealedAt!: Date;
}
