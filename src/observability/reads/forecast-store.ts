import type { Transaction } from "../../database/database.ts";
import { PAID_STAGES } from "../../entities/vendor-table.ts";
import { nanoNumber } from "../../nano-usd.ts";
import { type CostForecast, forecastCost, type StageSpend } from "./forecast-cost.ts";

/** How many earlier nights are considered. */
const NIGHTS = 14;

/**
 * The expected cost of the run at its end. Calls of unknown outcome count as charged. Companies that a resumed run took
 * over as done are left out, since they say nothing about the cost of the rest.
 */
export async function forecastRun(
  transaction: Transaction,
  run: { readonly tenantId: string; readonly runId: string },
): Promise<CostForecast> {
  return forecastCost(await readStageSpends(transaction, run), await readBudget(transaction, run));
}

/** The most the run may cost, in nano-USD. */
async function readBudget(
  transaction: Transaction,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<number> {
  const [row] = await transaction.query<{ usd: number | null }[]>(
    "select (manifest->'budgets'->>'usd')::float8 as usd from enrichment_runs where tenant_id = $1 and run_id = $2",
    [tenantId, runId],
  );
  return nanoNumber(row?.usd ?? Number.POSITIVE_INFINITY);
}

async function readStageSpends(
  transaction: Transaction,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<StageSpend[]> {
  return transaction.query<StageSpend[]>(
    `with paid as (
       select stage, company_id, sum(case state when 'charged' then coalesce(cost_nano_usd, 0)
         when 'unknown' then reserved_nano_usd else 0 end)::float8 as cost,
         bool_or(state = 'charged' and cost_nano_usd is null) as unpriced
       from vendor_ledger where tenant_id = $1 and run_id = $2 group by stage, company_id
     ), spent as (
       select p.stage, sum(cost) as spent, sum(cost) filter (where c.company_id is not null) as cost,
         sum(cost * cost) filter (where c.company_id is not null) as squared,
         max(cost) filter (where c.company_id is not null) as dearest,
         bool_or(unpriced) as unpriced
       from paid p left join company_enrichment_runs c
         on c.tenant_id = $1 and c.run_id = $2 and c.stage = p.stage and c.company_id = p.company_id
       group by p.stage
     ), done as (
       select stage, count(*) filter (where code is distinct from 'done_before')::int as finished,
         count(*) filter (where code = 'done_before')::int as "doneBefore"
       from company_enrichment_runs where tenant_id = $1 and run_id = $2 group by stage
     ), nights as (
       select run_id from enrichment_runs e
       where e.tenant_id = $1 and e.run_id <> $2 and e.status <> 'running' and not e.manifest ? 'resumedFrom'
         and e.agent_id = (select agent_id from enrichment_runs where tenant_id = $1 and run_id = $2)
       order by e.started_at desc limit ${NIGHTS}
     ), earlier as (
       select s.stage, array_agg(s.cost_nano_usd::float8 / (s.count_total + s.count_skipped)) as means
       from run_stage_stats s join nights using (run_id)
       where s.tenant_id = $1 and s.status in ('succeeded', 'degraded') and s.count_total + s.count_skipped > 0
         and not exists (select from vendor_ledger l where l.tenant_id = $1 and l.run_id = s.run_id and l.stage = s.stage
           and l.state = 'charged' and l.cost_nano_usd is null)
       group by s.stage
     )
     select s.stage, s.status not in ('pending', 'running') as "hasEnded",
       (select finished from done where stage = 'select_targets') - coalesce(d."doneBefore", 0) as companies,
       coalesce(d.finished, 0) as finished, coalesce(p.spent, 0) as spent, coalesce(p.cost, 0) as cost, coalesce(p.squared, 0) as "costSquared",
       coalesce(p.dearest, 0) as dearest, coalesce(p.unpriced, false) as "isUnpriced", coalesce(e.means, '{}') as earlier
     from run_stage_stats s left join done d using (stage) left join spent p using (stage) left join earlier e using (stage)
     where s.tenant_id = $1 and s.run_id = $2 and s.stage = any($3)
     order by s.stage`,
    [tenantId, runId, PAID_STAGES],
  );
}
