import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** The latest turn to ask a domain that was given to any runner. Global: domains are nobody's. */
@Entity("rate_leases")
@Index("idx_rate_leases_free", ["freeAt"])
export class RateLease {
  /** The registrable domain. */
  @PrimaryColumn({ type: "text" })
  domain!: string;

  /** When that turn begins, in whole milliseconds; it may lie ahead. */
  @Column({ type: "timestamptz" })
  startsAt!: Date;

  /** When the next turn may begin at the earliest, as the holder of this one wants it. */
  @Column({ type: "timestamptz" })
  freeAt!: Date;
}
