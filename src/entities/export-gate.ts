import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";

/** The decision whether the leads of a run may leave for Odoo. */
@Entity("export_gates")
@Index("idx_export_gates_due", ["deadlineAt"], { where: "state = 'open'" })
@Index("idx_export_gates_wanted", ["decidedAt"], { where: "wants_export" })
@Check("export_gates_state", "state in ('open', 'held', 'released')")
@Check("export_gates_unanswered", "unanswered in ('hold', 'release')")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "export_gates_run",
  onDelete: "CASCADE",
})
export class ExportGate {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  /** `open`: people are asked. `held`: they stay until somebody lets them go. `released`: all, or all but some, may leave. */
  @Column({ type: "text" })
  state!: "open" | "held" | "released";

  /** How many leads the run would have exported. */
  @Column({ type: "int" })
  leads!: number;

  /** How many of them may leave. */
  @Column({ type: "int", default: 0 })
  released!: number;

  /** How likely it is a bad night, by the checks and the verdicts so far. */
  @Column({ type: "double precision" })
  badProbability!: number;

  /** Null when the checks let them go without asking. */
  @Column({ type: "timestamptz", nullable: true })
  askedAt!: Date | null;

  /** When `unanswered` is done; null when nobody was asked. */
  @Column({ type: "timestamptz", nullable: true })
  deadlineAt!: Date | null;

  /** What is done when nobody has answered by the deadline. */
  @Column({ type: "text" })
  unanswered!: "hold" | "release";

  /** `slack:U…`, `key:PREFIX`, `cli`, `system:evidence` or `system:deadline`; null while it is open. */
  @Column({ type: "text", nullable: true })
  decidedBy!: string | null;

  @Column({ type: "timestamptz", nullable: true })
  decidedAt!: Date | null;

  /** Whether leads were let go after their run, and no export of them has begun. */
  @Column({ type: "boolean", default: false })
  wantsExport!: boolean;

  /** The run that exported what was let go; null until then. */
  @Column({ type: "uuid", nullable: true })
  exportRunId!: string | null;
}
