import type { Transaction } from "../../database/database.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import {
  createCostMetrics,
  createRunMetrics,
  type Metric,
  type RunCounts,
  type VendorSpend,
} from "../../observability/figures/create-run-metrics.ts";
import { rollUpStage, rollUpVendors } from "../../observability/figures/roll-up-store.ts";
import type { RunRow } from "./run-row.ts";
import { refreshRunCost } from "./run-store.ts";

/** Writes the totals that can only be counted at the end of a run, and removes texts that need not be kept. Idempotent. */
export async function finishRunRecords(
  transaction: Transaction,
  run: RunIdentity & { readonly startedAt: Date },
  { keepCorpora, at }: { readonly keepCorpora: boolean; readonly at: Date },
): Promise<void> {
  await recountStages(transaction, run);
  await rollUpVendors(transaction, run);
  await saveMetrics(transaction, run, createRunMetrics(await countRun(transaction, run, at)));
  if (!keepCorpora) await transaction.query("update corpora set body = null where run_id = $1", [run.runId]);
}

/** Recounts ended stages: a runner that lost a chunk to another one may report its calls after that one ended the stage. */
async function recountStages(transaction: Transaction, run: RunIdentity): Promise<void> {
  const ended = await transaction.query<{ stage: string }[]>(
    "select stage from run_stage_stats where run_id = $1 and status in ('succeeded', 'degraded', 'failed') order by stage",
    [run.runId],
  );
  for (const { stage } of ended) await rollUpStage(transaction, run, stage);
}

/**
 * Recounts stages of a locked run whose calls were reported or settled late; for an ended run also its vendors and costs,
 * which a run in progress counts at its end.
 */
export async function recount(
  transaction: Transaction,
  run: RunRow,
  stages: readonly string[],
): Promise<void> {
  for (const stage of stages) await rollUpStage(transaction, run, stage);
  if (run.status !== "running" && stages.length > 0) await recountCosts(transaction, run);
}

/** Recounts all of an ended run, whose row is locked: whatever was reported after its end. */
export async function recountWhole(transaction: Transaction, run: RunRow): Promise<void> {
  await recountStages(transaction, run);
  await recountCosts(transaction, run);
}

async function recountCosts(transaction: Transaction, run: RunRow): Promise<void> {
  await rollUpVendors(transaction, run);
  await saveMetrics(transaction, run, createCostMetrics(await readVendorSpends(transaction, run.runId)));
  await refreshRunCost(transaction, run.runId);
}

async function saveMetrics(
  transaction: Transaction,
  run: RunIdentity,
  metrics: readonly Metric[],
): Promise<void> {
  await transaction.query(
    `insert into run_metrics (tenant_id, run_id, name, value, numerator, denominator, reason)
     select $1, $2, * from unnest($3::text[], $4::float8[], $5::float8[], $6::float8[], $7::text[])
     on conflict (tenant_id, run_id, name) do update set value = excluded.value, numerator = excluded.numerator,
       denominator = excluded.denominator, reason = excluded.reason`,
    [
      run.tenantId,
      run.runId,
      metrics.map(({ name }) => name),
      metrics.map(({ value }) => value),
      metrics.map(({ numerator }) => numerator),
      metrics.map(({ denominator }) => denominator),
      metrics.map(({ reason }) => reason),
    ],
  );
}

/** Counts the run's companies by stage and outcome, and what is stored about them. */
const COUNTS = `
  with fared as (select stage, outcome, code, company_id from company_enrichment_runs where run_id = $1),
    targets as (select company_id from fared where stage = 'select_targets'),
    scores as (select * from lead_scores where run_id = $1),
    addresses as (select e.* from lead_emails e join targets using (company_id)),
    asked as (select distinct company_id from run_event_logs
      where run_id = $1 and event_date = $2 and event = 'vendor_call' and vendor = 'lusha')
  select
    coalesce((select (extra->>'candidates')::int from run_event_logs
      where run_id = $1 and event_date = $2 and event = 'targets_selected' limit 1), 0) as "candidatesPreFilter",
    (select count(*)::int from targets) as "candidatesSelected",
    (select count(*)::int from fared where stage = 'crawl' and outcome <> 'skipped') as "crawlAttempted",
    (select count(*)::int from fared where stage = 'crawl' and outcome = 'success') as "crawlSucceeded",
    (select count(*)::int from fared t join fared c using (company_id)
      where t.stage = 'tavily' and (t.outcome = 'success' or t.code = 'cached') and c.stage = 'crawl' and c.outcome <> 'skipped') as "tavilyCompanies",
    (select count(*)::int from fared where stage = 'lusha') as "contactCompanies",
    (select count(*)::int from asked) as "lushaAsked",
    (select count(*)::int from fared where stage = 'lusha' and code = 'cached') as "lushaCached",
    (select count(*)::int from fared f where stage = 'lusha' and (outcome = 'success' or code = 'cached') and exists
      (select from contacts c where c.company_id = f.company_id and c.vendor_contact_id is not null)) as "lushaCompaniesFound",
    (select count(*)::int from addresses) as "emailsTotal",
    (select count(*)::int from addresses where status = 'verified') as "emailsVerified",
    (select count(distinct company_id)::int from addresses
      where status in ('verified', 'unknown') and not is_webmail) as "companiesWithBusinessEmail",
    (select jsonb_build_object('High', count(*) filter (where bucket = 'High'),
      'Medium', count(*) filter (where bucket = 'Medium'), 'Low', count(*) filter (where bucket = 'Low')) from scores) as scored,
    (select count(*)::int from fared where stage = 'export_odoo' and outcome = 'success') as exported,
    (select coalesce(array_agg(length(rationale)), '{}') from scores) as "rationaleLengths"`;

async function countRun(
  transaction: Transaction,
  run: RunIdentity & { readonly startedAt: Date },
  at: Date,
): Promise<RunCounts> {
  const [counts] = await transaction.query<Omit<RunCounts, "vendors" | "durationMs">[]>(COUNTS, [
    run.runId,
    run.runDate,
  ]);
  if (counts === undefined) throw new TypeError("a query of aggregates always has a row");
  return {
    ...counts,
    vendors: await readVendorSpends(transaction, run.runId),
    durationMs: Math.max(0, at.getTime() - run.startedAt.getTime()),
  };
}

async function readVendorSpends(transaction: Transaction, runId: string): Promise<VendorSpend[]> {
  const rows = await transaction.query<
    { vendor: string; calls: number; unpricedCalls: number; costNanoUsd: string }[]
  >(
    `select vendor, calls::int, unpriced_calls::int as "unpricedCalls", cost_nano_usd as "costNanoUsd"
     from run_vendor_usage where run_id = $1`,
    [runId],
  );
  return rows.map((usage) => ({ ...usage, costNanoUsd: BigInt(usage.costNanoUsd) }));
}
