import { Check, Column, Entity, PrimaryColumn } from "typeorm";

/** The last proof of a runbook: whether what it tells people to use is there and works. Global; tenants see only the figures. */
@Entity("runbook_proofs")
@Check("runbook_proofs_steps", "steps >= 0 and broken_steps = jsonb_array_length(broken)")
export class RunbookProof {
  @PrimaryColumn({ type: "text" })
  runbookId!: string;

  @Column({ type: "timestamptz" })
  provedAt!: Date;

  /** The version of nightshift whose runbook it was. */
  @Column({ type: "text" })
  version!: string;

  /** Whether its commands were run for real, as in the demo. */
  @Column({ type: "boolean" })
  executed!: boolean;

  /** How many steps were tried. */
  @Column({ type: "integer" })
  steps!: number;

  /** Those that do not work; empty when all do. */
  @Column({ type: "jsonb" })
  broken!: { kind: string; text: string; where: string; problem: string }[];

  @Column({ type: "integer" })
  brokenSteps!: number;
}
