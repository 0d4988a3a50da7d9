import { Column, Entity, PrimaryColumn } from "typeorm";

/** A `gen_ai.*` attribute that came over OTLP and is of no generation that is read: counted, so that `doctor` can name it. */
@Entity("otlp_unknown_keys")
export class OtlpUnknownKey {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "text" })
  key!: string;

  /** Spans and log records that had it. */
  @Column({ type: "bigint" })
  uses!: string;

  /** The agent that sent it last. */
  @Column({ type: "text" })
  agentId!: string;

  @Column({ type: "timestamptz" })
  firstSeenAt!: Date;

  @Column({ type: "timestamptz" })
  lastSeenAt!: Date;
}
