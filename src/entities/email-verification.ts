import { Column, Entity, PrimaryColumn } from "typeorm";
import type { EmailStatus } from "./vocabulary.ts";

/** What ZeroBounce said about an address, kept so that nobody pays twice for the same question. */
@Entity("email_verification_cache")
export class EmailVerification {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** Keyed HMAC of the address: a plain hash of an address can be guessed. */
  @PrimaryColumn({ type: "text" })
  emailHash!: string;

  @Column({ type: "text" })
  status!: EmailStatus;

  /** The vendor's own word, e.g. `catch-all`. */
  @Column({ type: "text" })
  vendorStatus!: string;

  @Column({ type: "timestamptz", default: () => "now()" })
  checkedAt!: Date;
}
