import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A link by which a Slack user signs in to the pages, once. Comes before any tenant is known: the service role's alone. */
@Entity("login_links")
@Index("idx_login_links_user", ["userId", "createdAt"])
export class LoginLink {
  /** SHA-256 of the token in the link. */
  @PrimaryColumn({ type: "text" })
  tokenHash!: string;

  /** The Slack user it was made for. */
  @Column({ type: "text" })
  userId!: string;

  @Column({ type: "timestamptz" })
  createdAt!: Date;

  @Column({ type: "timestamptz" })
  expiresAt!: Date;

  /** Null until it is used. */
  @Column({ type: "timestamptz", nullable: true })
  usedAt!: Date | null;
}
