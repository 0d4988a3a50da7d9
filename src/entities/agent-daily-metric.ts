import { Column, Entity, Index, PrimaryColumn } from "typeorm";
import { count, nanoUsd } from "./column-kinds.ts";

/** What an agent did on a day of the tenant's zone; counted again from the events whenever they change. */
@Entity("agent_daily_metrics")
@Index("idx_agent_daily_metrics_stale", ["tenantId"], { where: "stale" })
export class AgentDailyMetric {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "date" })
  date!: string;

  @PrimaryColumn({ type: "text" })
  agentId!: string;

  /** Runs that started on the day. */
  @Column({ ...count, default: 0 })
  totalRuns!: number;

  /** Of these, ended as succeeded or degraded. */
  @Column({ ...count, default: 0 })
  successfulRuns!: number;

  @Column({ ...count, default: 0 })
  failedRuns!: number;

  @Column({ ...count, default: 0 })
  events!: number;

  @Column({ ...count, default: 0 })
  calls!: number;

  @Column({ ...count, default: 0 })
  errors!: number;

  @Column({ ...count, default: 0 })
  tokensInput!: number;

  @Column({ ...count, default: 0 })
  tokensOutput!: number;

  @Column({ ...count, default: 0 })
  tokensCached!: number;

  @Column({ ...nanoUsd, default: 0 })
  costNanoUsd!: bigint;

  @Column({ ...count, default: 0 })
  unpricedCalls!: number;

  /** Of calls and steps with a duration, within 1 %; null when there is none. */
  @Column({ type: "int", nullable: true })
  p50Ms!: number | null;

  @Column({ type: "int", nullable: true })
  p95Ms!: number | null;

  @Column({ type: "int", nullable: true })
  p99Ms!: number | null;

  /** The sketch of the durations, mergeable over days; `{}` before the first count. */
  @Column({ type: "jsonb", default: {} })
  latency!: Record<string, unknown>;

  /** Calls by model. */
  @Column({ type: "jsonb", default: {} })
  modelsUsed!: Record<string, number>;

  /** Null until the day was first counted. */
  @Column({ type: "timestamptz", nullable: true })
  aggregatedAt!: Date | null;

  /** Events of the day came after it was counted. */
  @Column({ type: "boolean", default: false })
  stale!: boolean;
}
