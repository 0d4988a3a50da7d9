import { Column, Entity, PrimaryColumn } from "typeorm";

/** The last result of a probe of the installation, kept so that the duration of a condition survives a restart. */
@Entity("probe_results")
export class ProbeResult {
  @PrimaryColumn({ type: "text" })
  ruleId!: string;

  @PrimaryColumn({ type: "text" })
  subject!: string;

  /** Null when the probe could not tell. */
  @Column({ type: "boolean", nullable: true })
  breached!: boolean | null;

  /** Since when, without interruption; null while all is well. */
  @Column({ type: "timestamptz", nullable: true })
  breachedSince!: Date | null;

  /** The text with which it fired; null if it has not. */
  @Column({ type: "jsonb", nullable: true })
  finding!: { summary: string; facts: Record<string, string | number | null> } | null;

  @Column({ type: "timestamptz" })
  checkedAt!: Date;
}
