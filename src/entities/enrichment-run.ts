import { Check, Column, Entity, Index, PrimaryColumn } from "typeorm";
import { nanoUsd } from "./column-kinds.ts";
import type { RunStatus } from "./vocabulary.ts";

/** One run for a tenant: a night, a run that somebody asked for, or a run of an outside agent. */
@Entity("enrichment_runs")
// Covers what a sweep reads (migrations/1763800052100-cover-windows.ts); TypeORM knows no `include`.
@Index("idx_enrichment_runs_nights", { synchronize: false })
@Index("idx_enrichment_runs_started", ["tenantId", "startedAt", "runId"])
@Index("enrichment_runs_one_running", ["tenantId", "agentId"], {
  unique: true,
  where: "status = 'running' and agent_id = 'nightly'",
})
@Index("idx_enrichment_runs_agent", ["tenantId", "agentId", "startedAt"], { where: "agent_id <> 'nightly'" })
@Index("idx_enrichment_runs_trace", ["tenantId", "traceId"])
@Index("idx_enrichment_runs_recount", ["recountAt"], { where: "recount_at is not null" })
@Index("idx_enrichment_runs_spans", ["endedAt"], {
  where: "spans_sent_at is null and ended_at is not null and agent_id = 'nightly'",
})
@Check("enrichment_runs_status", "status in ('running', 'succeeded', 'degraded', 'failed', 'cancelled')")
export class EnrichmentRun {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  /** `nightly` for our own pipeline, else the id of an agent. */
  @Column({ type: "text", default: "nightly" })
  agentId!: string;

  @Column({ type: "text" })
  status!: RunStatus;

  /** What started it: `schedule`, `cli`, `http` or `slack`; `agent` for a run of an agent. */
  @Column({ type: "text" })
  trigger!: string;

  /** The night it belongs to, in the tenant's zone, and the partition of its events; for a run of an agent the UTC date it started on. */
  @Column({ type: "date" })
  runDate!: string;

  /** W3C trace id of everything the run did. */
  @Column({ type: "text" })
  traceId!: string;

  @Column({ type: "timestamptz" })
  startedAt!: Date;

  /** Null while it runs. */
  @Column({ type: "timestamptz", nullable: true })
  endedAt!: Date | null;

  /** When to count it anew, with what runners reported after its end or never could; null while it runs, and once that is done. */
  @Column({ type: "timestamptz", nullable: true })
  recountAt!: Date | null;

  /** Why it ended the way it did, in one sentence; null while it runs. */
  @Column({ type: "text", nullable: true })
  statusReason!: string | null;

  /** `RunManifest` of src/runner/record/run-manifest.ts: what was asked for, the caps and settings it ran with. */
  @Column({ type: "jsonb" })
  manifest!: Record<string, unknown>;

  /** What it cost, except for calls without a price. */
  @Column({ ...nanoUsd, default: 0 })
  costNanoUsd!: bigint;

  /** Null without LangSmith. */
  @Column({ type: "text", nullable: true })
  langsmithTraceUrl!: string | null;

  /** When a collector took its spans, or refused them for good; null before, and without a collector. */
  @Column({ type: "timestamptz", nullable: true })
  spansSentAt!: Date | null;

  /** How many of its leads are held at the export gate. */
  @Column({ type: "int", default: 0 })
  heldLeads!: number;
}
