import type { Transaction } from "../../database/database.ts";
import type { QaWindow } from "../../qa/rates/qa-window.ts";

/** How far back verdicts count, and at most how many of them. */
const WINDOW_DAYS = 14;
const MOST_VERDICTS = 50;
/** How far back nights count as evidence of a fall: it is found long before, and older nights only cost time. */
const EVIDENCE_DAYS = 60;

/** A tenant at a moment, under a key of its own. */
export interface TenantMoment {
  readonly key: string;
  readonly tenantId: string;
  readonly at: Date;
}

/** The newest decided samples of the days before each moment, the undecided beside them, and the verdicts by night, by its key, in one query. */
export async function readQaWindows(
  transaction: Transaction,
  moments: readonly TenantMoment[],
): Promise<ReadonlyMap<string, QaWindow>> {
  const rows = await transaction.query<(QaWindow & { key: string })[]>(
    `select k.key, d.passes, d.fails, o."needsReview", o.pending, n.nights
     from unnest($1::text[], $2::text[], $3::timestamptz[]) as k (key, tenant_id, at)
       cross join lateral (select (count(*) filter (where result = 'pass'))::int as passes,
           (count(*) filter (where result = 'fail'))::int as fails
         from (select q.result from qa_samples q
           where q.tenant_id = k.tenant_id and q.created_at > k.at - make_interval(days => $4) and q.created_at <= k.at
             and q.result in ('pass', 'fail')
           order by q.created_at desc, q.run_id, q.sample_no limit $5) newest) d
       cross join lateral (select (count(*) filter (where q.result = 'needs_review'))::int as "needsReview",
           (count(*) filter (where q.result is null))::int as pending
         from qa_samples q where q.tenant_id = k.tenant_id and q.created_at > k.at - make_interval(days => $4)
           and q.created_at <= k.at and (q.result is null or q.result = 'needs_review')) o
       cross join lateral (select coalesce(jsonb_agg(r.night order by r.drawn_at, r.run_id), '[]') as nights
         from (select g.run_id, min(g.drawn_at) as drawn_at, jsonb_agg(jsonb_build_object('passes', g.passes,
               'fails', g.fails, 'inclusionProbability', g.inclusion_probability)) as night
           from (select q.run_id, q.inclusion_probability, min(q.created_at) as drawn_at,
               count(*) filter (where q.result = 'pass') as passes, count(*) filter (where q.result = 'fail') as fails
             from qa_samples q
             where q.tenant_id = k.tenant_id and q.created_at > k.at - make_interval(days => $6)
               and q.created_at <= k.at and q.result in ('pass', 'fail')
             group by q.run_id, q.inclusion_probability) g
           group by g.run_id) r) n`,
    [
      moments.map(({ key }) => key),
      moments.map(({ tenantId }) => tenantId),
      moments.map(({ at }) => at),
      WINDOW_DAYS,
      MOST_VERDICTS,
      EVIDENCE_DAYS,
    ],
  );
  return new Map(rows.map(({ key, ...counts }) => [key, counts]));
}
