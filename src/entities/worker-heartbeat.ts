import { Column, Entity, PrimaryColumn } from "typeorm";

/** One of our processes, and its last heartbeat. */
@Entity("worker_heartbeats")
export class WorkerHeartbeat {
  @PrimaryColumn({ type: "uuid" })
  workerId!: string;

  /** What it does: `nightly` works on runs, `nightshift-bot` brings messages to Slack. */
  @Column({ type: "text" })
  agentId!: string;

  @Column({ type: "timestamptz" })
  startedAt!: Date;

  @Column({ type: "timestamptz" })
  beatAt!: Date;
}
