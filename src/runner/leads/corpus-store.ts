import type { Queryable } from "../../database/batch.ts";
import type { CorpusSource } from "../../entities/vocabulary.ts";
import type { RunCompany } from "./run-company.ts";

/** Text gathered about a company. */
export interface CorpusText {
  readonly source: CorpusSource;
  readonly contentHash: string;
  /** Null when only the hash is left. */
  readonly body: string | null;
  /** When it was gathered; defaults to now, and is set for a text that is reused. */
  readonly createdAt?: Date;
}

export async function saveCorpus(transaction: Queryable, key: RunCompany, corpus: CorpusText): Promise<void> {
  await transaction.query(
    `insert into corpora (tenant_id, run_id, company_id, source, content_hash, body, created_at)
     values ($1, $2, $3, $4, $5, $6, ${corpus.createdAt === undefined ? "default" : "$7"})
     on conflict (tenant_id, run_id, company_id, source) do update set content_hash = excluded.content_hash,
       body = excluded.body, created_at = excluded.created_at`,
    [
      key.tenantId,
      key.runId,
      key.companyId,
      corpus.source,
      corpus.contentHash,
      corpus.body,
      ...(corpus.createdAt === undefined ? [] : [corpus.createdAt]),
    ],
  );
}

/** The texts of a company in this run, the crawl's first. */
export async function readCorpora(transaction: Queryable, key: RunCompany): Promise<CorpusText[]> {
  return transaction.query<CorpusText[]>(
    `select source, content_hash as "contentHash", body from corpora
     where run_id = $1 and company_id = $2 order by source`,
    [key.runId, key.companyId],
  );
}

/** The result of the newest search about a company since `since`, or null when there was none. */
export async function findSearch(
  transaction: Queryable,
  companyId: string,
  since: Date,
): Promise<Required<CorpusText> | null> {
  const [found] = await transaction.query<Required<CorpusText>[]>(
    `select source, content_hash as "contentHash", body, created_at as "createdAt" from corpora
     where company_id = $1 and source = 'tavily' and created_at >= $2 order by created_at desc limit 1`,
    [companyId, since],
  );
  return found ?? null;
}

/** Notes which domain answered the crawl (null: none did); it also becomes the company's domain if none was imported. */
export async function saveAnsweredDomain(
  transaction: Queryable,
  key: RunCompany,
  domain: string | null,
): Promise<void> {
  await transaction.query(
    "update companies set answered_domain = $2, domain = coalesce(domain, $2) where company_id = $1",
    [key.companyId, domain],
  );
}
