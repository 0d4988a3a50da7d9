import { Check, Column, Entity, Generated, Index, PrimaryColumn } from "typeorm";
import type { AlertState, Severity } from "./vocabulary.ts";

/** A condition that is reported to people, from its first finding until it is resolved. */
@Entity("alerts")
@Index("alerts_open_fingerprint", ["tenantId", "fingerprint"], {
  unique: true,
  where: "state <> 'resolved'",
})
@Index("idx_alerts_fired", ["tenantId", "firedAt"])
@Index("idx_alerts_fingerprint", ["tenantId", "fingerprint", "firedAt"])
@Index("idx_alerts_incident", ["tenantId", "incidentId"], { where: "incident_id is not null" })
@Index("idx_alerts_incident_run", ["tenantId", "incidentRunId"], { where: "incident_run_id is not null" })
@Check("alerts_state", "state in ('pending', 'firing', 'acknowledged', 'resolved')")
@Check("alerts_severity", "severity in ('critical', 'high', 'medium', 'low')")
export class Alert {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  alertId!: string;

  @Column({ type: "text" })
  ruleId!: string;

  /** What the finding is about: a stage, a vendor, the tenant. */
  @Column({ type: "text" })
  subject!: string;

  /** The same condition found again has the same fingerprint. */
  @Column({ type: "text" })
  fingerprint!: string;

  /** The run it was last found in; null if it is about no run. */
  @Column({ type: "uuid", nullable: true })
  runId!: string | null;

  @Column({ type: "text" })
  severity!: Severity;

  @Column({ type: "text" })
  state!: AlertState;

  @Column({ type: "text" })
  summary!: string;

  @Column({ type: "jsonb", default: {} })
  facts!: Record<string, string | number | null>;

  /** How many evaluations found it. */
  @Column({ type: "int", default: 1 })
  occurrences!: number;

  @Column({ type: "timestamptz" })
  firedAt!: Date;

  /** When the condition began, as far as that can be told; null or absent: when it fired. */
  @Column({ type: "timestamptz", nullable: true })
  begunAt?: Date | null;

  @Column({ type: "timestamptz" })
  lastSeenAt!: Date;

  /** Null until somebody acknowledges it. */
  @Column({ type: "text", nullable: true })
  acknowledgedBy!: string | null;

  @Column({ type: "timestamptz", nullable: true })
  acknowledgedAt!: Date | null;

  /** Null while it is open; `system` when the condition went away by itself. */
  @Column({ type: "text", nullable: true })
  resolvedBy!: string | null;

  @Column({ type: "timestamptz", nullable: true })
  resolvedAt!: Date | null;

  /** A card was posted or is on its way. */
  @Column({ name: "told", type: "boolean", default: false })
  announced!: boolean;

  /** It came back or got worse while it was suppressed, and people have not been notified of that yet. */
  @Column({ name: "unheard", type: "boolean", default: false })
  updatePending!: boolean;

  /** Raised on purpose, for practice: marked wherever it is shown, and excluded from statistics. Absent means no. */
  @Column({ type: "boolean", default: false })
  drill?: boolean;

  /** The night whose incident it belongs to, by its run; null or absent for an alert of its own. */
  @Column({ type: "uuid", nullable: true })
  incidentRunId?: string | null;

  /** The alert that opened its incident, whose card shows it too; null or absent when it opened one itself. */
  @Column({ type: "uuid", nullable: true })
  incidentId?: string | null;

  /** Raised by every transition; a write names the version it read (compare and set). */
  @Column({ type: "int", default: 1 })
  version!: number;
}
