import type { Database } from "../database/database.ts";
import type { ScoreRow } from "./score-csv.ts";

const PAGE = 2000;

// By the company, not by the score: a score that changes while a slow reader is at it must neither hide a company nor show
// it twice.
const SELECT = `
  select s.tenant_id as "tenantId", s.run_id as "runId", s.company_id as "companyId", c.name as "companyName", c.domain,
    c.industry, c.country, c.employees, s.score, s.bucket, s.rationale, s.cited_signals as "citedSignals",
    s.scored_at as "scoredAt", s.exported_at as "exportedAt"
  from lead_scores s join companies c using (tenant_id, company_id)
  where $1::uuid is null or s.company_id > $1
  order by s.company_id
  limit $2`;

/** The newest score of each of the tenant's companies, in batches; a transaction each, so that a slow reader holds none. */
export async function* streamLatestScores(
  database: Database,
  tenantId: string,
  pageSize = PAGE,
): AsyncGenerator<ScoreRow[]> {
  let last: ScoreRow | undefined;
  for (;;) {
    const after: string | null = last?.companyId ?? null;
    const rows = await database.withTenant(tenantId, (transaction) =>
      transaction.query<ScoreRow[]>(SELECT, [after, pageSize]),
    );
    if (rows.length > 0) yield rows;
    if (rows.length < pageSize) return;
    last = rows.at(-1);
  }
}
