import { Column, Entity, PrimaryColumn } from "typeorm";

/** A process that works on runs, and when it last said that it lives. */
@Entity("worker_heartbeats")
export class WorkerHeartbeat {
  @PrimaryColumn({ type: "uuid" })
  workerId!: string;

  /** Whose work it does: `nightly` for our own pipeline. */
  @Column({ type: "text" })
  agentId!: string;

  @Column({ type: "timestamptz" })
  startedAt!: Date;

  @Column({ type: "timestamptz" })
  beatAt!: Date;
}
