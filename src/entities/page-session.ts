import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A browser that a Slack user signed in with. What the user may see is asked of `tenant_users` for each page. */
@Entity("page_sessions")
@Index("idx_page_sessions_user", ["userId"])
export class PageSession {
  /** SHA-256 of the cookie. */
  @PrimaryColumn({ type: "text" })
  sessionHash!: string;

  @Column({ type: "text" })
  userId!: string;

  /** The reader's IANA time zone; null until the browser or the reader has named it. */
  @Column({ type: "text", nullable: true })
  timezone!: string | null;

  @Column({ type: "timestamptz" })
  createdAt!: Date;

  @Column({ type: "timestamptz" })
  expiresAt!: Date;

  @Column({ type: "timestamptz" })
  lastSeenAt!: Date;

  /** Null until the user signed out, here or everywhere. */
  @Column({ type: "timestamptz", nullable: true })
  endedAt!: Date | null;
}
