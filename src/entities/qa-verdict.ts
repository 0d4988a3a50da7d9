import { Column, Entity, Generated, Index, PrimaryColumn } from "typeorm";
import type { Verdict } from "./vocabulary.ts";

/** One person's verdict on a sample. Inserted, never updated; the newest one counts. It outlives its sample, which a trigger requires at first. */
@Entity("qa_verdicts")
@Index("idx_qa_verdicts_sample", ["tenantId", "runId", "companyId"])
export class QaVerdict {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  verdictId!: string;

  @Column({ type: "uuid" })
  runId!: string;

  @Column({ type: "uuid" })
  companyId!: string;

  /** Null: the person's verdict before this one is taken back. */
  @Column({ type: "text", nullable: true })
  result!: Verdict | null;

  /** One of the reasons the form offers; null for a pass. */
  @Column({ type: "text", nullable: true })
  reason!: string | null;

  @Column({ type: "text", nullable: true })
  notes!: string | null;

  /** Slack user id. */
  @Column({ type: "text" })
  actor!: string;

  @Column({ type: "timestamptz", default: () => "now()" })
  at!: Date;
}
