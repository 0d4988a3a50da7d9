import type { Transaction } from "../../database/database.ts";
import type { VerdictCounts } from "../../qa/rates/pass-rate.ts";

/** How far back verdicts count, and at most how many of them. */
const WINDOW_DAYS = 14;
const MOST_VERDICTS = 50;

/** A tenant at a moment, under a key of its own. */
export interface TenantMoment {
  readonly key: string;
  readonly tenantId: string;
  readonly at: Date;
}

/** The newest decided samples of the days before each moment, and the undecided beside them, by its key, in one query. */
export async function readVerdictCounts(
  transaction: Transaction,
  moments: readonly TenantMoment[],
): Promise<ReadonlyMap<string, VerdictCounts>> {
  const rows = await transaction.query<(VerdictCounts & { key: string })[]>(
    `select k.key, d.passes, d.fails, o."needsReview", o.pending
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
           and q.created_at <= k.at and (q.result is null or q.result = 'needs_review')) o`,
    [
      moments.map(({ key }) => key),
      moments.map(({ tenantId }) => tenantId),
      moments.map(({ at }) => at),
      WINDOW_DAYS,
      MOST_VERDICTS,
    ],
  );
  return new Map(rows.map(({ key, ...counts }) => [key, counts]));
}
