import { Column, Entity, Index, PrimaryColumn } from "typeorm";
import type { CorpusSource } from "./vocabulary.ts";

/**
 * Text gathered about a company, handed from the crawl to the extraction. The text is removed when the run ends unless
 * `PERSIST_CRAWL_CORPUS` is set, the row after the tenant's `retention.corporaDays`.
 */
@Entity("corpora")
@Index("idx_corpora_company", ["tenantId", "companyId", "source", "createdAt"])
@Index("idx_corpora_created", ["tenantId", "createdAt"])
export class Corpus {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  @PrimaryColumn({ type: "text" })
  source!: CorpusSource;

  /** SHA-256, hex; outlives the text. */
  @Column({ type: "text" })
  contentHash!: string;

  /** Null once removed. */
  @Column({ type: "text", nullable: true })
  body!: string | null;

  /** When the text was gathered; an answer that is used again keeps its age. */
  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;
}
