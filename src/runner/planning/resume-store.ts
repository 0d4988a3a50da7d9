import type { Transaction } from "../../database/database.ts";
import { NOT_EXCLUDED } from "../../database/tenants/not-excluded.ts";
import { MISSED_CODES } from "../../entities/skip-codes.ts";
import { STAGES, type Stage } from "../../entities/stage-table.ts";
import type { RunIdentity } from "../../observability/events/run-event.ts";
import type { EarlierStage } from "./plan-stages.ts";

const placeOf = (stage: Stage) => STAGES.indexOf(stage);

export async function readEarlierStages(transaction: Transaction, runId: string): Promise<EarlierStage[]> {
  return transaction.query<EarlierStage[]>(
    "select stage, status, status_reason as reason from run_stage_stats where run_id = $1",
    [runId],
  );
}

/** Which companies of an earlier run a later one takes over. */
export interface Takeover {
  readonly runId: string;
  /** Stages that were meant to be done in it. */
  readonly considered: readonly Stage[];
  /** The stages to repeat for every company; null: each company continues from its first failure. */
  readonly stages: readonly Stage[] | null;
  /** Only companies that failed (in `considered`), not those that were never reached. */
  readonly failedOnly: boolean;
  readonly limit: number;
}

/**
 * For each company that the earlier run selected, where it must start again (`first`: a place in STAGES, null if nowhere).
 * A company whose texts are gone, which is usual after a run, starts at the crawl if it is to be extracted; one that has
 * been removed or excluded since is skipped. If the cap leaves no room for all, those with something left to do come first.
 */
const PROGRESS = `
  progress as (
    select t.company_id, t.ordinal, case
        when f.first in (${placeOf("tavily")}, ${placeOf("extract")}) and not exists (
          select from corpora k where k.tenant_id = t.tenant_id and k.run_id = $1 and k.company_id = t.company_id and k.body is not null)
        then ${placeOf("crawl")} else f.first end as first
    from company_enrichment_runs t join companies c on c.tenant_id = t.tenant_id and c.company_id = t.company_id
    left join lateral (
      select min(w.place) as first
      from unnest($2::text[], $3::int[]) as w (stage, place)
        left join company_enrichment_runs d
          on d.tenant_id = t.tenant_id and d.run_id = $1 and d.stage = w.stage and d.company_id = t.company_id
      where d.outcome = 'error' or (d.outcome = 'skipped' and d.code = any ($4)) or (d.company_id is null and not $5::boolean)
    ) f on true
    where t.run_id = $1 and t.stage = 'select_targets' and ${NOT_EXCLUDED}
  ),
  taken as (
    select company_id, first, row_number() over (order by ordinal) - 1 as ordinal from (
      select * from progress where first is not null or not $5::boolean
      order by first is null, ordinal limit $6
    ) chosen
  )`;

const progressParameters = ({ runId, considered, failedOnly, limit }: Takeover) => [
  runId,
  considered,
  considered.map(placeOf),
  MISSED_CODES,
  failedOnly,
  limit,
];

/** How many companies would be taken over, how many of them have work left, and the earliest stage of that. */
export async function measureTakeover(
  transaction: Transaction,
  takeover: Takeover,
): Promise<{ readonly companies: number; readonly open: number; readonly firstPlace: number | null }> {
  const [row] = await transaction.query<{ companies: number; open: number; firstPlace: number | null }[]>(
    `with ${PROGRESS} select count(*)::int as companies, count(first)::int as open, min(first)::int as "firstPlace" from taken`,
    progressParameters(takeover),
  );
  return row ?? { companies: 0, open: 0, firstPlace: null };
}

/** How many companies would repeat each stage: all of them if stages are named, otherwise those that start there or before. */
export async function countTakeover(
  transaction: Transaction,
  takeover: Takeover,
): Promise<(stage: Stage) => number> {
  const rows = await transaction.query<{ first: number | null; companies: number }[]>(
    `with ${PROGRESS} select first, count(*)::int as companies from taken group by first`,
    progressParameters(takeover),
  );
  const isDone = (first: number | null, stage: Stage) =>
    takeover.stages === null && (first === null || first > placeOf(stage));
  return (stage) =>
    rows.reduce((sum, { first, companies }) => sum + (isDone(first, stage) ? 0 : companies), 0);
}

/** Names of the first companies that would be taken over. */
export async function nameTakeover(
  transaction: Transaction,
  takeover: Takeover,
  most: number,
): Promise<string[]> {
  const rows = await transaction.query<{ name: string }[]>(
    `with ${PROGRESS} select name from taken join companies using (company_id) order by ordinal limit ${most}`,
    progressParameters(takeover),
  );
  return rows.map(({ name }) => name);
}

/**
 * Gives a new run the companies of an earlier one and any texts that are still kept, and records stages that a company
 * need not repeat as `done_before`. Dead letters that are retried are marked as such.
 */
export async function takeOver(
  transaction: Transaction,
  run: RunIdentity,
  takeover: Takeover,
  { pending, at }: { readonly pending: readonly Stage[]; readonly at: Date },
): Promise<void> {
  await transaction.query(
    `with ${PROGRESS} insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, ordinal, outcome, finished_at)
     select $7::text, $8::uuid, 'select_targets', company_id, ordinal, 'success', $9::timestamptz from taken`,
    [...progressParameters(takeover), run.tenantId, run.runId, at],
  );
  if (takeover.stages === null) {
    // Like texts, scores belong to a run, and scoring costs nothing: every company is scored again.
    const passed = pending.filter((stage) => stage !== "score" && stage !== "qa_sample");
    await transaction.query(
      `with ${PROGRESS},
         passed as (
           insert into company_enrichment_runs (tenant_id, run_id, stage, company_id, outcome, code, finished_at)
           select $7::text, $8::uuid, s.stage, t.company_id, 'skipped', 'done_before', $9::timestamptz
           from taken t join unnest($10::text[], $11::int[]) as s (stage, place) on t.first is null or s.place < t.first
           returning stage, company_id
         )
       insert into run_event_logs (tenant_id, event_date, dedupe_key, run_id, stage, company_id, event, status, error_code, trace_id, ts)
       select $7::text, $12::date, gen_random_uuid(), $8::uuid, stage, company_id, 'item_finished', 'skipped', 'done_before', $13, $9::timestamptz
       from passed`,
      [
        ...progressParameters(takeover),
        run.tenantId,
        run.runId,
        at,
        passed,
        passed.map(placeOf),
        run.runDate,
        run.traceId,
      ],
    );
  }
  const isTaken = `company_id in (select company_id from company_enrichment_runs where run_id = $2 and stage = 'select_targets')`;
  await transaction.query(
    `insert into corpora (tenant_id, run_id, company_id, source, content_hash, body, created_at)
     select tenant_id, $2, company_id, source, content_hash, body, created_at from corpora
     where run_id = $1 and body is not null and ${isTaken}`,
    [takeover.runId, run.runId],
  );
  await transaction.query(
    `update dead_letters set retried_at = $4 where run_id = $1 and stage = any ($3) and retried_at is null and ${isTaken}`,
    [takeover.runId, run.runId, pending, at],
  );
}
