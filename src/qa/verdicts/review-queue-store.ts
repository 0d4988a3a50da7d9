import type { Transaction } from "../../database/database.ts";
import type { QueueState } from "./queue-state.ts";

/** How long a sample stays in the hands of the person it was shown to. */
export const RESERVED_MINUTES = 10;

/**
 * Reserves the next sample of the tenant for a person: one they have already, else the first free one of the newest run that
 * waits for verdicts. Null when none waits, or all that do are in others' hands.
 */
export async function reserveNextSample(
  transaction: Transaction,
  { slackUserId, now }: { readonly slackUserId: string; readonly now: Date },
): Promise<{ readonly runId: string; readonly companyId: string } | null> {
  const [rows] = await transaction.query<[{ runId: string; companyId: string }[], number]>(
    // A subquery in `from` may be run again for each row, and would then reserve several.
    `with n as materialized (
       select run_id, company_id from qa_samples
       where result is null and (reserved_by is null or reserved_by = $1 or reserved_until <= $2)
       order by created_at desc, reserved_by is not distinct from $1 desc, sample_no limit 1
       for update skip locked)
     update qa_samples q set reserved_by = $1, reserved_until = $2::timestamptz + make_interval(mins => ${RESERVED_MINUTES})
     from n where q.run_id = n.run_id and q.company_id = n.company_id
     returning q.run_id as "runId", q.company_id as "companyId"`,
    [slackUserId, now],
  );
  return rows[0] ?? null;
}

export async function readQueueState(
  transaction: Transaction,
  {
    tenantId,
    slackUserId,
    now,
  }: { readonly tenantId: string; readonly slackUserId: string; readonly now: Date },
): Promise<QueueState> {
  const [queue] = await transaction.query<Omit<QueueState, "tenantId" | "reviewers">[]>(
    `select count(*)::int as waiting, min(created_at) as "oldestAt",
       (count(*) filter (where reserved_by <> $1 and reserved_until > $2))::int as "withOthers"
     from qa_samples where result is null`,
    [slackUserId, now],
  );
  const reviewers = await transaction.query<{ actor: string; verdicts: number }[]>(
    `select actor, count(distinct (run_id, company_id))::int as verdicts from qa_verdicts
     where result is not null and at > $1::timestamptz - interval '14 days' group by actor order by 2 desc, 1 limit 10`,
    [now],
  );
  return { tenantId, waiting: 0, withOthers: 0, oldestAt: null, ...queue, reviewers };
}
