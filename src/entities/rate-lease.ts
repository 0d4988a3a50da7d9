import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** The latest turn to send a request to a domain, whichever runner has it. Global: domains belong to no tenant. */
@Entity("rate_leases")
@Index("idx_rate_leases_free", ["freeAt"])
export class RateLease {
  /** The registrable domain. */
  @PrimaryColumn({ type: "text" })
  domain!: string;

  /** When that turn begins, in whole milliseconds; it may be in the future. */
  @Column({ type: "timestamptz" })
  startsAt!: Date;

  /** The earliest time at which the next turn may begin, set by the holder of this one. */
  @Column({ type: "timestamptz" })
  freeAt!: Date;
}
