import { Column, Entity, Generated, PrimaryColumn } from "typeorm";

/** A job that a tenant's transaction asks for. The service role moves it into the queue, to which the application role has no access. */
@Entity("job_outbox")
export class JobOutbox {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  jobId!: string;

  @Column({ type: "text" })
  queue!: string;

  /** Ids only. */
  @Column({ type: "jsonb" })
  payload!: Record<string, unknown>;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;
}
