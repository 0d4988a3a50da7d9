import { Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { Exclusion } from "./exclusion.ts";

/** A sign of an excluded company: its registration number, domain or name, folded as in `company_keys`. */
@Entity("exclusion_keys")
@Index("idx_exclusion_keys_exclusion", ["tenantId", "exclusionId"])
@ForeignKey(() => Exclusion, ["tenantId", "exclusionId"], ["tenantId", "exclusionId"], {
  name: "exclusion_keys_exclusion",
  onDelete: "CASCADE",
})
export class ExclusionKey {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "text" })
  key!: string;

  @PrimaryColumn({ type: "uuid" })
  exclusionId!: string;
}
