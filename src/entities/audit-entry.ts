import { Column, Entity, Generated, Index, PrimaryColumn } from "typeorm";

/** Who did what for a tenant, and when. Inserted, never updated. */
@Entity("audit_log")
@Index("idx_audit_log_refused", ["at"], { where: `detail @> '{"refused": true}'` })
@Index("idx_audit_log_trace", ["tenantId", "traceId"], { where: "trace_id is not null" })
@Index("idx_audit_log_at", ["tenantId", "at"])
export class AuditEntry {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  auditId!: string;

  /** `slack:U…`, `key:PREFIX`, `cli` or `system`. */
  @Column({ type: "text" })
  actor!: string;

  /** A verb and its object, e.g. `alert.acknowledge`. */
  @Column({ type: "text" })
  action!: string;

  /** The id of what was acted on. */
  @Column({ type: "text" })
  subject!: string;

  @Column({ type: "jsonb", default: {} })
  detail!: Record<string, unknown>;

  @Column({ type: "timestamptz", default: () => "now()" })
  at!: Date;

  /** The trace of the request, click or run that caused it; null if none did. */
  @Column({ type: "text", nullable: true })
  traceId!: string | null;
}
