import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { count, nanoUsd } from "./column-kinds.ts";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { LedgerState } from "./vocabulary.ts";

/** One attempt at a paid call: reserved before it is made, settled once the vendor has said what it charged. */
@Entity("vendor_ledger")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "vendor_ledger_run",
  onDelete: "CASCADE",
})
@Index("vendor_ledger_by_run", ["tenantId", "runId", "vendor"])
@Index("vendor_ledger_open", ["reservedAt"], { where: "state in ('reserved', 'unknown')" })
@Check("vendor_ledger_state", "state in ('reserved', 'charged', 'released', 'unknown')")
export class VendorLedgerEntry {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  ledgerId!: string;

  @Column({ type: "uuid" })
  runId!: string;

  @Column({ type: "text" })
  stage!: string;

  /** Null if it was not about one company. */
  @Column({ type: "uuid", nullable: true })
  companyId!: string | null;

  @Column({ type: "text" })
  vendor!: string;

  @Column({ type: "text" })
  operation!: string;

  @Column({ type: "text" })
  state!: LedgerState;

  /** The budget it counts against, e.g. `tavily_queries`. */
  @Column({ type: "text" })
  resource!: string;

  /** What was reserved of that budget: the most the call could use. */
  @Column({ ...count })
  reservedUnits!: number;

  /** The most it could cost; 0 if there is no price. */
  @Column({ ...nanoUsd })
  reservedNanoUsd!: bigint;

  /** What the vendor charges by: `credit` or `token`. */
  @Column({ type: "text" })
  unit!: string;

  /** What the vendor charged, in `unit`; null until that is known. */
  @Column({ type: "double precision", nullable: true })
  quantity!: number | null;

  /** The output tokens among those charged; null if it is not charged by the token. */
  @Column({ ...count, nullable: true })
  tokensOutput!: number | null;

  /** Null until it is known, and if there is no price for it. */
  @Column({ ...nanoUsd, nullable: true })
  costNanoUsd!: bigint | null;

  @Column({ type: "text", nullable: true })
  priceCardId!: string | null;

  /** Null where the vendor has no models. */
  @Column({ type: "text", nullable: true })
  model!: string | null;

  /** The tenant's own day whose budget it counts against. */
  @Column({ type: "date" })
  localDate!: string;

  @Column({ type: "timestamptz" })
  reservedAt!: Date;

  /** Null while it is open. */
  @Column({ type: "timestamptz", nullable: true })
  settledAt!: Date | null;

  /** The vendor's credits before a batch was sent; null for all other calls. */
  @Column({ ...count, nullable: true })
  creditsBefore!: number | null;

  /** Whether the event of the call has this entry's id as its key. For older entries, nobody can tell which event belongs to them. */
  @Column({ type: "boolean", default: false })
  keysEvent!: boolean;
}
