import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { Stage } from "./stage-table.ts";

/** A company that a stage gave up after bounded attempts. Counted among the stage's errors; a rerun of the failed companies takes it up. */
@Entity("dead_letters")
@ForeignKey(() => EnrichmentRun, ["tenantId", "runId"], ["tenantId", "runId"], {
  name: "dead_letters_run",
  onDelete: "CASCADE",
})
export class DeadLetter {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  @PrimaryColumn({ type: "text" })
  stage!: Stage;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  /** `runner_died`: the process ended while working on it; else what its job failed with. */
  @Column({ type: "text" })
  errorCode!: string;

  @Column({ type: "text", nullable: true })
  errorMsg!: string | null;

  /** How often it was begun, or its job was tried. */
  @Column({ type: "int" })
  attempts!: number;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;

  /** When a later run took it up again; null until then. */
  @Column({ type: "timestamptz", nullable: true })
  retriedAt!: Date | null;
}
