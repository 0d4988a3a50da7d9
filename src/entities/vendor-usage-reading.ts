import { Column, Entity, PrimaryColumn } from "typeorm";

/**
 * What a vendor said its account had used, read while no call of ours was in progress. Global, since the key is the
 * installation's, and the service role's alone.
 */
@Entity("vendor_usage_readings")
export class VendorUsageReading {
  @PrimaryColumn({ type: "text" })
  vendor!: string;

  @PrimaryColumn({ type: "timestamptz" })
  readAt!: Date;

  /** Grows by one with each credit charged; where it begins means nothing. */
  @Column({ type: "double precision" })
  counter!: number;
}
