import type { Transaction } from "../database.ts";

/** How much work there is, over all queues and tenants. */
export interface QueueHealth {
  /** Due and not begun, in the queue. */
  readonly queued: number;
  /** Not yet in the queue: in `job_outbox`, which the relay of a runner empties. */
  readonly unsent: number;
  readonly active: number;
  /** Ran out of retries within the last day; the queue forgets them after that. */
  readonly failedLastDay: number;
}

/** As the service role. */
export async function readQueueHealth(transaction: Transaction, now: Date): Promise<QueueHealth> {
  const [made] = await transaction.query<{ exists: boolean }[]>(
    "select to_regclass('pgboss.job') is not null as exists",
  );
  const [outbox] = await transaction.query<{ unsent: number }[]>(
    "select count(*)::int as unsent from job_outbox where created_at <= $1",
    [now],
  );
  const { unsent } = outbox ?? { unsent: 0 };
  // The queue makes its tables when it is first opened; before that nothing waits in it.
  if (made?.exists !== true) return { queued: 0, unsent, active: 0, failedLastDay: 0 };
  const [jobs] = await transaction.query<Omit<QueueHealth, "unsent">[]>(
    `select count(*) filter (where state in ('created', 'retry') and start_after <= $1)::int as queued,
       count(*) filter (where state = 'active')::int as active,
       count(*) filter (where state = 'failed' and completed_on > $1::timestamptz - interval '1 day')::int as "failedLastDay"
     from pgboss.job where state in ('created', 'retry', 'active', 'failed')`,
    [now],
  );
  return { unsent, ...(jobs ?? { queued: 0, active: 0, failedLastDay: 0 }) };
}
