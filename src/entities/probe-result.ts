import { Column, Entity, PrimaryColumn } from "typeorm";

/** What a probe of the installation found last, kept so that a condition's duration outlives a restart. */
@Entity("probe_results")
export class ProbeResult {
  @PrimaryColumn({ type: "text" })
  ruleId!: string;

  @PrimaryColumn({ type: "text" })
  subject!: string;

  /** Null when the probe could not tell. */
  @Column({ type: "boolean", nullable: true })
  breached!: boolean | null;

  /** Since when without a break; null while all is well. */
  @Column({ type: "timestamptz", nullable: true })
  breachedSince!: Date | null;

  /** What was said when it fired; null while it has not. */
  @Column({ type: "jsonb", nullable: true })
  finding!: { summary: string; facts: Record<string, string | number | null> } | null;

  @Column({ type: "timestamptz" })
  checkedAt!: Date;
}
