import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A POST that carried an `Idempotency-Key`: sent again within 24 hours it gets the same answer, and does nothing. */
@Entity("idempotent_requests")
@Index("idx_idempotent_requests_started", ["startedAt"])
export class IdempotentRequest {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  /** The API key that sent it. */
  @PrimaryColumn({ type: "text" })
  keyId!: string;

  /** SHA-256 of what the caller wrote, which may hold anything. */
  @PrimaryColumn({ type: "text" })
  keyHash!: string;

  /** SHA-256 of its method, address and body. */
  @Column({ type: "text" })
  fingerprint!: string;

  /** Status, headers and body, sealed with the caller's API key; null until it is answered. */
  @Column({ type: "text", nullable: true })
  answerSealed!: string | null;

  @Column({ type: "timestamptz" })
  startedAt!: Date;
}
