import { Column, CreateDateColumn, Entity, Generated, Index, PrimaryColumn } from "typeorm";
import type { Scope } from "./vocabulary.ts";

/** A key with which a program acts for one tenant. The key itself is shown once, when it is created, and not stored. */
@Entity("api_keys")
@Index("api_keys_hash", ["hash"], { unique: true })
export class ApiKey {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  @Generated("uuid")
  keyId!: string;

  @Column({ type: "text" })
  name!: string;

  /** The key's first characters, enough to recognize it. */
  @Column({ type: "text" })
  prefix!: string;

  /** SHA-256 of the key, hex. A random 256-bit key needs no slow hash. */
  @Column({ type: "text" })
  hash!: string;

  @Column({ type: "text", array: true })
  scopes!: Scope[];

  @CreateDateColumn({ type: "timestamptz" })
  createdAt!: Date;

  /** Null: does not expire. */
  @Column({ type: "timestamptz", nullable: true })
  expiresAt!: Date | null;

  /** Null while the key works. */
  @Column({ type: "timestamptz", nullable: true })
  revokedAt!: Date | null;

  /** The only agents it may speak for; null: all of the tenant's. */
  @Column({ type: "text", array: true, nullable: true })
  agentIds!: string[] | null;

  /** To within a minute; null until it is first used. */
  @Column({ type: "timestamptz", nullable: true })
  lastUsedAt!: Date | null;

  /** The key it takes over from; null for one that was not made by rotation. */
  @Column({ type: "uuid", nullable: true })
  replaces!: string | null;
}
