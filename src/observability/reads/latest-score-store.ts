import type { Database } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import type { ScoreRow } from "./score-columns.ts";

const PAGE = 2000;

// Ordered by company, not by score: a score that changes during a slow read must neither hide a company nor show it twice.
// Each page is selected before the joins, so that the plan does not depend on Postgres's statistics.
const SELECT = `
  select s.tenant_id as "tenantId", s.run_id as "runId", s.company_id as "companyId", c.name as "companyName", c.domain,
    c.industry, c.country, c.employees, s.score, s.bucket, s.rationale, s.cited_signals as "citedSignals",
    s.scored_at as "scoredAt", s.exported_at as "exportedAt"
  from (select * from lead_scores c where ${NOT_EXCLUDED} and company_id > $1::uuid order by company_id limit $2) s
    join companies c using (tenant_id, company_id)
  order by s.company_id`;

/** Sorts before every company's id. */
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** The newest score of each of the tenant's companies, in batches; one transaction each, so that a slow reader holds none open. */
export async function* streamLatestScores(
  database: Database,
  tenantId: string,
  pageSize = PAGE,
): AsyncGenerator<ScoreRow[]> {
  let last: ScoreRow | undefined;
  for (;;) {
    const after = last?.companyId ?? FIRST_ID;
    const rows = await database.withTenant(tenantId, (transaction) =>
      transaction.query<ScoreRow[]>(SELECT, [after, pageSize]),
    );
    if (rows.length > 0) yield rows;
    if (rows.length < pageSize) return;
    last = rows.at(-1);
  }
}
