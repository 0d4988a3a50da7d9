import type { Transaction } from "../../database/database.ts";
import type { CodeCount, SiteFacts } from "../../diagnosis/cause-evidence.ts";
import type { RunKey } from "../evidence/run-key.ts";

const MOST_ENDINGS = 12;

/** What a run's crawl met; `lastGood` is the run to compare with, if there is one. Null if the run tried no site. */
export async function readSiteFacts(
  transaction: Transaction,
  { tenantId, runId }: RunKey,
  lastGood: { readonly runId: string; readonly startedAt: Date } | null,
): Promise<SiteFacts | null> {
  const [sums] = await transaction.query<Pick<SiteFacts, "tried" | "failed" | "readBefore" | "imported">[]>(
    `with now as (select company_id, outcome from company_enrichment_runs
       where tenant_id = $1 and run_id = $2 and stage = 'crawl' and outcome in ('success', 'error'))
     select count(*)::int as tried, count(*) filter (where n.outcome = 'error')::int as failed,
       count(*) filter (where n.outcome = 'error' and exists (select from company_enrichment_runs b
         where b.tenant_id = $1 and b.run_id = $3 and b.stage = 'crawl' and b.company_id = n.company_id and b.outcome = 'success'))::int
         as "readBefore",
       count(*) filter (where n.outcome = 'error' and exists (select from company_import_changes c join company_imports i using (tenant_id, import_id)
         where c.tenant_id = $1 and c.company_id = n.company_id and c.before is null and i.imported_at > $4))::int as imported
     from now n`,
    [tenantId, runId, lastGood?.runId ?? null, lastGood?.startedAt ?? "infinity"],
  );
  if (sums === undefined || sums.tried === 0) return null;
  const endings = await transaction.query<{ ending: string; tried: number; failed: number }[]>(
    `select coalesce(substring(c.domain from '[^.]+$'), '?') as ending, count(*)::int as tried,
       count(*) filter (where e.outcome = 'error')::int as failed
     from company_enrichment_runs e join companies c using (tenant_id, company_id)
     where e.tenant_id = $1 and e.run_id = $2 and e.stage = 'crawl' and e.outcome in ('success', 'error')
     group by 1 order by 2 desc, 1 limit ${MOST_ENDINGS}`,
    [tenantId, runId],
  );
  const statuses = await transaction.query<CodeCount[]>(
    `select e.extra->>'http_status' as code, count(*)::int as count
     from enrichment_runs r join run_event_logs e on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
     where r.tenant_id = $1 and r.run_id = $2 and e.event = 'page_failed' and e.extra ? 'http_status'
     group by 1 order by 2 desc limit 20`,
    [tenantId, runId],
  );
  return { ...sums, endings, statuses };
}
