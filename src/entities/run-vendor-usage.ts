import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { count, nanoUsd } from "./column-kinds.ts";
import { EnrichmentRun } from "./enrichment-run.ts";

/** A run's calls to a vendor, rolled up from its events. */
@Entity("run_vendor_usage")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "run_vendor_usage_run",
  onDelete: "CASCADE",
})
export class RunVendorUsage {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  @PrimaryColumn({ type: "text" })
  vendor!: string;

  /** Attempts, retries included. */
  @Column({ ...count, default: 0 })
  calls!: number;

  @Column({ ...count, default: 0 })
  errors!: number;

  @Column({ ...count, default: 0 })
  rateLimitHits!: number;

  @Column({ type: "boolean", default: false })
  quotaExhausted!: boolean;

  @Column({ ...nanoUsd, default: 0 })
  costNanoUsd!: bigint;

  /** Charged calls whose price is unknown; no sum contains their cost. */
  @Column({ ...count, default: 0 })
  unpricedCalls!: number;

  @Column({ ...count, default: 0 })
  tokensInput!: number;

  @Column({ ...count, default: 0 })
  tokensOutput!: number;
}
