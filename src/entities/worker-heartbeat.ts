import { Column, Entity, PrimaryColumn } from "typeorm";

/** A process of ours, and when it last said that it lives. */
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
