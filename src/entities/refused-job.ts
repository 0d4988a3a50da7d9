import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A requested job that the relay would not queue, set aside so that the others go on. */
@Entity("refused_jobs")
@Index("idx_refused_jobs_at", ["refusedAt"])
export class RefusedJob {
  /** Who asked for it, which need not be whom it names. */
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  jobId!: string;

  @Column({ type: "text" })
  queue!: string;

  @Column({ type: "jsonb" })
  payload!: unknown;

  /** `other_tenant`, `malformed`, or the code of the error with which the queue refused it. */
  @Column({ type: "text" })
  reason!: string;

  /** When it was asked for. */
  @Column({ type: "timestamptz" })
  createdAt!: Date;

  @Column({ type: "timestamptz", default: () => "now()" })
  refusedAt!: Date;
}
