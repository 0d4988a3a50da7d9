import { Check, Column, Entity, Generated, Index, PrimaryColumn } from "typeorm";
import type { ExclusionKind } from "./vocabulary.ts";

/**
 * Somebody who must not be contacted. Addresses and persons are kept as keyed hashes only; which companies are excluded is
 * the view `excluded_companies`.
 */
@Entity("exclusions")
@Index("exclusions_match_key", ["tenantId", "kind", "matchKey"], { unique: true })
@Index("idx_exclusions_domain", ["tenantId", "domain"])
@Check("exclusions_kind", "kind in ('company', 'domain', 'address', 'person')")
export class Exclusion {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  exclusionId!: string;

  /** `person`: somebody who was forgotten, by name and company. */
  @Column({ type: "text" })
  kind!: ExclusionKind;

  /** A company's strongest sign, a domain, or the keyed hash of an address or a person. */
  @Column({ type: "text" })
  matchKey!: string;

  /** What people read: a name, a domain, a masked address. */
  @Column({ type: "text" })
  label!: string;

  /** The registrable domain of a company or a domain; null for the others, and for a company whose domain is unknown. */
  @Column({ type: "text", nullable: true })
  domain!: string | null;

  /** A company's registration number, folded; null if unknown. */
  @Column({ type: "text", nullable: true })
  number!: string | null;

  @Column({ type: "text", nullable: true })
  country!: string | null;

  /** Why, in a person's words; null when nobody said. */
  @Column({ type: "text", nullable: true })
  reason!: string | null;

  @Column({ type: "text" })
  actor!: string;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;
}
