import type { Database } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import type { ScoreRow } from "./score-columns.ts";

const PAGE = 5000;

const SELECT = `
  select s.tenant_id as "tenantId", s.run_id as "runId", s.company_id as "companyId", c.name as "companyName", c.domain,
    c.industry, c.country, c.employees, s.score, s.bucket, s.rationale, s.cited_signals as "citedSignals",
    s.scored_at as "scoredAt", s.exported_at as "exportedAt"
  from (
      select * from lead_scores c
      where run_id = $1 and ${NOT_EXCLUDED} and ($2::int is null or score < $2 or (score = $2 and company_id > $3::uuid))
      order by score desc, company_id limit $4
    ) s join companies c using (tenant_id, company_id)
  order by s.score desc, s.company_id`;

/** The companies whose newest score is of the run, best first, in batches. */
export async function* streamScores(
  database: Database,
  tenantId: string,
  runId: string,
  pageSize = PAGE,
): AsyncGenerator<ScoreRow[]> {
  let last: ScoreRow | undefined;
  for (;;) {
    const after: (string | number | null)[] = [last?.score ?? null, last?.companyId ?? null];
    const rows = await database.withTenant(tenantId, (transaction) =>
      transaction.query<ScoreRow[]>(SELECT, [runId, ...after, pageSize]),
    );
    if (rows.length > 0) yield rows;
    if (rows.length < pageSize) return;
    last = rows.at(-1);
  }
}
