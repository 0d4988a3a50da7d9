import { Column, Entity, ForeignKey, PrimaryColumn } from "typeorm";
import { EnrichmentRun } from "./enrichment-run.ts";
import type { Stage } from "./stage-table.ts";

/** A company that a stage gave up on after a bounded number of attempts. Counts as an error of the stage; a rerun of the failed companies includes it. */
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

  /** `runner_died`: the process crashed while working on it; else the error of its job. */
  @Column({ type: "text" })
  errorCode!: string;

  @Column({ type: "text", nullable: true })
  errorMsg!: string | null;

  /** How often work on it began, or its job was tried. */
  @Column({ type: "int" })
  attempts!: number;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;

  /** When a later run picked it up; null until then. */
  @Column({ type: "timestamptz", nullable: true })
  retriedAt!: Date | null;
}
