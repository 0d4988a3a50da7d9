import type { Transaction } from "../../database/database.ts";
import { VENDOR_CALLS, VENDOR_EVENTS } from "../figures/roll-up-store.ts";
import type { ReconcileSource, TotalPair } from "./reconcile.ts";

/** Stages that ended with totals. A stage that was left out has none, unless the run was ended in the middle of it. */
const STAGE_TOTALS = `
  select stage as subject, count_total, count_success, count_error, count_blocked, count_skipped, cost_nano_usd, tokens_input,
    tokens_output
  from run_stage_stats
  where run_id = $1 and (status in ('succeeded', 'degraded', 'failed') or count_total + count_skipped + cost_nano_usd > 0)`;

const STAGE_EVENTS = `
  select stage as subject,
    count(*) filter (where event = 'item_finished' and status in ('success', 'error', 'blocked')) as count_total,
    count(*) filter (where event = 'item_finished' and status = 'success') as count_success,
    count(*) filter (where event = 'item_finished' and status = 'error') as count_error,
    count(*) filter (where event = 'item_finished' and status = 'blocked') as count_blocked,
    count(*) filter (where event = 'item_finished' and status = 'skipped') as count_skipped,
    sum(cost_nano_usd) as cost_nano_usd, sum(tokens_input) as tokens_input, sum(tokens_output) as tokens_output
  from run_event_logs where run_id = $1 and event_date = $2 group by stage`;

/** The selection stage has one item, however many companies it selected, so it is left out here. */
const STAGE_COMPANIES = `
  select stage as subject, count(*) filter (where outcome <> 'skipped') as count_total,
    count(*) filter (where outcome = 'success') as count_success,
    count(*) filter (where outcome = 'error') as count_error,
    count(*) filter (where outcome = 'blocked') as count_blocked,
    count(*) filter (where outcome = 'skipped') as count_skipped
  from company_enrichment_runs where run_id = $1 and stage <> 'select_targets' group by stage`;

const VENDOR_TOTALS = `
  select vendor as subject, calls, errors, rate_limit_hits, quota_exhausted::int, unpriced_calls, cost_nano_usd, tokens_input,
    tokens_output, tokens_input + tokens_output as tokens
  from run_vendor_usage where run_id = $1`;

const CALLS_OF_VENDORS = `
  select vendor as subject, ${VENDOR_CALLS} as calls, count(*) filter (where status = 'error') as errors,
    count(*) filter (where extra ? 'rate_limited') as rate_limit_hits,
    bool_or(extra ? 'quota_exhausted')::int as quota_exhausted, count(*) filter (where extra ? 'unpriced') as unpriced_calls,
    sum(cost_nano_usd) as cost_nano_usd, sum(tokens_input) as tokens_input, sum(tokens_output) as tokens_output
  from run_event_logs where run_id = $1 and event_date = $2 and ${VENDOR_EVENTS} group by vendor`;

/** Calls with a final outcome: one that is still reserved is settled or becomes unknown within half an hour. */
const VENDOR_LEDGER = `
  select vendor as subject, count(*) as calls, sum(cost_nano_usd) as cost_nano_usd,
    sum(quantity) filter (where unit = 'token') as tokens
  from vendor_ledger where run_id = $1 and state <> 'reserved' group by vendor`;

const COUNTS = ["count_total", "count_success", "count_error", "count_blocked", "count_skipped"] as const;
const MONEY = ["cost_nano_usd", "tokens_input", "tokens_output"] as const;
const VENDOR_FIGURES = [
  "calls",
  "errors",
  "rate_limit_hits",
  "quota_exhausted",
  "unpriced_calls",
  ...MONEY,
] as const;

type Totals = ReadonlyMap<string, Readonly<Record<string, string | null>>>;

/** The pairs to compare: a run's two tables of totals and its own cost, each with its source. */
export async function readTotalPairs(
  transaction: Transaction,
  run: { readonly runId: string; readonly runDate: string },
): Promise<TotalPair[]> {
  const read = async (sql: string, ...values: string[]): Promise<Totals> => {
    const rows = await transaction.query<Record<string, string | null>[]>(sql, values);
    return new Map(rows.map((row) => [row["subject"] ?? "", row]));
  };
  const { runId, runDate } = run;
  const stages = await read(STAGE_TOTALS, runId);
  const stageEvents = await read(STAGE_EVENTS, runId, runDate);
  const stageCompanies = await read(STAGE_COMPANIES, runId);
  const vendors = await read(VENDOR_TOTALS, runId);
  const vendorEvents = await read(CALLS_OF_VENDORS, runId, runDate);
  const ledger = await read(VENDOR_LEDGER, runId);
  const cost = await read(
    "select 'run' as subject, cost_nano_usd from enrichment_runs where run_id = $1",
    runId,
  );
  const costEvents = await read(
    "select 'run' as subject, sum(cost_nano_usd) as cost_nano_usd from run_event_logs where run_id = $1 and event_date = $2",
    runId,
    runDate,
  );
  const seen = (...sides: Totals[]) => [...new Set(sides.flatMap((side) => [...side.keys()]))].sort();
  const ended = [...stages.keys()];
  // All costs go through the ledger: a vendor with costs that is missing from it is a mismatch, not an omission.
  const charged = new Map([...vendors].filter(([, { cost_nano_usd }]) => Number(cost_nano_usd) > 0));
  return [
    ...pairUp("events", ended, [...COUNTS, ...MONEY], { stored: stages, counted: stageEvents }),
    ...pairUp(
      "company_outcomes",
      ended.filter((stage) => stageCompanies.has(stage)),
      COUNTS,
      { stored: stages, counted: stageCompanies },
    ),
    ...pairUp("events", seen(vendors, vendorEvents), VENDOR_FIGURES, {
      stored: vendors,
      counted: vendorEvents,
    }),
    ...pairUp("ledger", seen(ledger, charged), ["calls", "cost_nano_usd", "tokens"], {
      stored: vendors,
      counted: ledger,
    }),
    ...pairUp("events", ["run"], ["cost_nano_usd"], { stored: cost, counted: costEvents }),
  ];
}

function pairUp(
  source: ReconcileSource,
  subjects: readonly string[],
  figures: readonly string[],
  { stored, counted }: { readonly stored: Totals; readonly counted: Totals },
): TotalPair[] {
  return subjects.flatMap((subject) =>
    figures.map((figure) => ({
      subject,
      figure,
      source,
      stored: Number(stored.get(subject)?.[figure] ?? 0),
      counted: Number(counted.get(subject)?.[figure] ?? 0),
    })),
  );
}
