import { Column, Entity, PrimaryColumn } from "typeorm";

/** Text gathered about a company, handed from the crawl to the extraction; removed when the run ends unless `PERSIST_CRAWL_CORPUS` is set. */
@Entity("corpora")
export class Corpus {
  @PrimaryColumn({ type: "text" })
  tenantId!: string;

  @PrimaryColumn({ type: "uuid" })
  runId!: string;

  @PrimaryColumn({ type: "uuid" })
  companyId!: string;

  @PrimaryColumn({ type: "text" })
  source!: "crawl" | "tavily";

  /** SHA-256, hex; outlives the text. */
  @Column({ type: "text" })
  contentHash!: string;

  /** Null once removed. */
  @Column({ type: "text", nullable: true })
  body!: string | null;

  @Column({ type: "timestamptz", default: () => "now()" })
  createdAt!: Date;
}
