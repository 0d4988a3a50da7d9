import { Column, Entity, PrimaryColumn } from "typeorm";
import { count, nanoUsd } from "./column-kinds.ts";

/**
 * What an agent did in a quarter of an hour, counted in the transaction that stores the events. Several rows (shards)
 * add up to one figure, so that senders do not wait for each other.
 */
@Entity("agent_quarters")
export class AgentQuarter {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** Its beginning. */
  @PrimaryColumn({ type: "timestamptz" })
  quarter!: Date;

  @PrimaryColumn({ type: "text" })
  agentId!: string;

  @PrimaryColumn({ type: "int" })
  shard!: number;

  @Column({ ...count, default: 0 })
  events!: number;

  /** Calls of models and tools. */
  @Column({ ...count, default: 0 })
  calls!: number;

  /** Calls and steps that ended in success or error. */
  @Column({ ...count, default: 0 })
  attempts!: number;

  @Column({ ...count, default: 0 })
  failedAttempts!: number;

  /** Events of any type with the status `error`. */
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

  /** Model calls whose price nobody knows. */
  @Column({ ...count, default: 0 })
  unpricedCalls!: number;
}
