import { Check, Column, Entity, Generated, Index, PrimaryColumn } from "typeorm";
import { SILENCE_LIMITS } from "./silence-limits.ts";

/** A period in which nobody is notified of certain alerts of a tenant. They are recorded, and announced when it ends. */
@Entity("silences")
@Index("idx_silences_ends", ["tenantId", "endsAt"])
@Check(
  "silences_window",
  `ends_at > starts_at and ends_at <= starts_at + interval '${SILENCE_LIMITS.days} days'`,
)
export class Silence {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  silenceId!: string;

  /** Null: alerts of every rule. */
  @Column({ type: "text", nullable: true })
  ruleId!: string | null;

  /** Null: alerts about every subject. */
  @Column({ type: "text", nullable: true })
  subject!: string | null;

  @Column({ type: "text" })
  reason!: string;

  /** Slack user id, or another actor. */
  @Column({ type: "text" })
  createdBy!: string;

  @Column({ type: "timestamptz" })
  createdAt!: Date;

  @Column({ type: "timestamptz" })
  startsAt!: Date;

  @Column({ type: "timestamptz" })
  endsAt!: Date;

  /** Null unless somebody ended it early. */
  @Column({ type: "text", nullable: true })
  cancelledBy!: string | null;

  @Column({ type: "timestamptz", nullable: true })
  cancelledAt!: Date | null;
}
