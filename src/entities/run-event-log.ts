import { Column, Entity, Index, PrimaryColumn } from "typeorm";
import { nanoUsd } from "./column-kinds.ts";

/**
 * Something that happened in a run, or that an agent reported. Inserted, never updated but for the cost of an agent's
 * call; partitioned by day of `eventDate`, and dropped one partition at a time.
 */
@Entity("run_event_logs")
// For the probes (migrations/1763800052200-index-probes.ts); TypeORM knows neither `brin` nor `include`.
@Index("idx_run_event_logs_ts", { synchronize: false })
@Index("idx_run_event_logs_llm", { synchronize: false })
@Index("idx_run_event_logs_stage", ["tenantId", "runId", "stage", "durationMs"], {
  where: "run_id is not null",
})
@Index("idx_run_event_logs_time", ["tenantId", "ts"])
@Index("idx_run_event_logs_agent", ["tenantId", "agentId", "ts"])
@Index("idx_run_event_logs_event", ["tenantId", "event", "ts"])
@Index("idx_run_event_logs_status", ["tenantId", "status", "ts"])
@Index("idx_run_event_logs_stage_time", ["tenantId", "stage", "ts"], { where: "stage is not null" })
@Index("idx_run_event_logs_trace", ["tenantId", "traceId"], {
  where: "agent_id is not null and trace_id is not null",
})
export class RunEventLog {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** The night of the run; for events from outside the UTC date of `ts`. */
  @PrimaryColumn({ type: "date" })
  eventDate!: string;

  /** The same event sent again has the same key, and is kept once. */
  @PrimaryColumn({ type: "uuid" })
  dedupeKey!: string;

  @Column({ type: "uuid", nullable: true })
  runId!: string | null;

  @Column({ type: "text", nullable: true })
  stage!: string | null;

  /** Null for events that are not about one company. */
  @Column({ type: "uuid", nullable: true })
  companyId!: string | null;

  /** What happened: `item_finished`, `vendor_call`, `stage_finished`… (docs/glossary.md). */
  @Column({ type: "text" })
  event!: string;

  /** `success`, `error`, `skipped`, `blocked`, `lost`, or the status of the run or stage. */
  @Column({ type: "text" })
  status!: string;

  @Column({ type: "text", nullable: true })
  errorCode!: string | null;

  /** Redacted and cut short. */
  @Column({ type: "text", nullable: true })
  errorMsg!: string | null;

  @Column({ type: "int", nullable: true })
  durationMs!: number | null;

  @Column({ type: "text", nullable: true })
  vendor!: string | null;

  /** Null: it costs nothing, or `extra.unpriced` says its price is unknown. */
  @Column({ ...nanoUsd, nullable: true })
  costNanoUsd!: bigint | null;

  @Column({ type: "int", nullable: true })
  tokensInput!: number | null;

  @Column({ type: "int", nullable: true })
  tokensOutput!: number | null;

  @Column({ type: "text", nullable: true })
  traceId!: string | null;

  @Column({ type: "jsonb", nullable: true })
  extra!: Record<string, unknown> | null;

  @Column({ type: "timestamptz", default: () => "now()" })
  ts!: Date;

  /** The agent that reported it; null for the nightly pipeline's own events. */
  @Column({ type: "text", nullable: true })
  agentId!: string | null;

  /** The model of an agent's call; null otherwise. */
  @Column({ type: "text", nullable: true })
  model!: string | null;

  /** Of `tokensInput`, those read from a cache; null where it is not known. */
  @Column({ type: "int", nullable: true })
  tokensCached!: number | null;

  /** What an agent's call was priced by; null where the sender named the cost, or there is no price. */
  @Column({ type: "text", nullable: true })
  priceCardId!: string | null;
}
