import { Column, Entity, PrimaryColumn } from "typeorm";
import { nanoUsd } from "./column-kinds.ts";

/** When a vendor last answered, and what it cost today, over all tenants. */
@Entity("vendor_activity")
export class VendorActivity {
  @PrimaryColumn({ type: "text" })
  vendor!: string;

  /** Null until a call succeeds. */
  @Column({ type: "timestamptz", nullable: true })
  lastSuccessAt!: Date | null;

  /** Null until a call fails. */
  @Column({ type: "timestamptz", nullable: true })
  lastErrorAt!: Date | null;

  /** The day (UTC) that `spentNanoUsd` is of; null until something is spent. */
  @Column({ type: "date", nullable: true })
  spendDate!: string | null;

  @Column({ ...nanoUsd, default: 0 })
  spentNanoUsd!: bigint;
}
