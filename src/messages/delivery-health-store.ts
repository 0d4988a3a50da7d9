import type { Transaction } from "../database/database.ts";
import { CHANNEL_PROBLEMS } from "./channel-problems.ts";
import type { DeliveryHealth, DeliveryOutcome, DeliveryProblem, DeliveryTotal } from "./delivery-health.ts";

/** What is not delivered yet, with the message in whose thread it belongs. */
const BEHIND = `(select * from alert_notifications where delivered_version < desired_version) n
  left join alert_notifications p on p.tenant_id = n.tenant_id and p.notification_id = n.parent_id`;
/** Given up, or in the thread of a message that was given up before it was posted. */
const LOST = "(n.state = 'dead' or coalesce(p.state = 'dead' and p.message_ts is null, false))";

export async function readDeliveryHealth(transaction: Transaction, now: Date): Promise<DeliveryHealth> {
  const [row] = await transaction.query<DeliveryHealth[]>(
    `select count(*) filter (where not ${LOST})::int as waiting, count(*) filter (where ${LOST})::int as dead,
       greatest(0, extract(epoch from $1::timestamptz - min(case when n.message_ts is null then n.created_at else n.not_before end)
         filter (where not ${LOST}))::float8) as "oldestWaitingSeconds"
     from ${BEHIND}`,
    [now],
  );
  if (row === undefined) return { waiting: 0, dead: 0, oldestWaitingSeconds: null };
  return row.waiting === 0 ? { ...row, oldestWaitingSeconds: null } : row;
}

/**
 * For how many seconds the oldest message has waited that could be sent, beside those that one channel refuses until a person
 * acts, and what belongs in their threads. Null when there is none.
 */
export async function readLongestDelay(transaction: Transaction, now: Date): Promise<number | null> {
  const [row] = await transaction.query<{ seconds: number | null }[]>(
    `select greatest(0, extract(epoch from $1::timestamptz - min(case when n.message_ts is null then n.created_at else n.not_before end))::float8) as seconds
     from ${BEHIND}
     where not ${LOST} and not coalesce(n.last_problem = any($2), false)
       and not coalesce(p.message_ts is null and p.last_problem = any($2), false)`,
    [now, CHANNEL_PROBLEMS],
  );
  return row?.seconds ?? null;
}

/** When the last of the messages that are given up was given up; null when none is. */
export async function readNewestDeath(transaction: Transaction): Promise<Date | null> {
  const [row] = await transaction.query<{ at: Date | null }[]>(
    `select max(not_before) as at from alert_notifications where state = 'dead' and delivered_version < desired_version`,
  );
  return row?.at ?? null;
}

/** Which messages are behind or went elsewhere, and why, the most frequent reason first. */
export async function readDeliveryProblems(transaction: Transaction, now: Date): Promise<DeliveryProblem[]> {
  return transaction.query<DeliveryProblem[]>(
    `select * from (select n.target, coalesce(n.last_problem, n.last_error, case when ${LOST} then coalesce(p.last_problem, p.last_error) end) as problem,
       count(*) filter (where not ${LOST})::int as waiting, count(*) filter (where ${LOST})::int as dead, 0 as moved, null as channel
     from ${BEHIND}
     group by 1, 2
     union all
     select m.target, m.moved_problem, 0, 0, count(*)::int, m.moved_from
     from alert_notifications m
     where m.moved_from is not null and m.created_at > $1::timestamptz - interval '1 day' and not exists (
       select 1 from alert_notifications k
       where k.target = m.target and k.channel = m.moved_from and k.parent_id is null and k.posted_at > m.created_at)
     group by m.target, m.moved_problem, m.moved_from) behind
     order by waiting + dead + moved desc, target, problem, channel`,
    [now],
  );
}

/** Counts an attempt permanently, across restarts and processes. */
export async function countDelivery(
  transaction: Transaction,
  target: string,
  outcome: DeliveryOutcome,
): Promise<void> {
  await transaction.query(
    `insert into delivery_counts as c (target, outcome, total) values ($1, $2, 1)
     on conflict (target, outcome) do update set total = c.total + 1`,
    [target, outcome],
  );
}

export async function readDeliveryTotals(transaction: Transaction): Promise<DeliveryTotal[]> {
  return transaction.query<DeliveryTotal[]>(
    "select target, outcome, total::float8 as total from delivery_counts order by 1, 2",
  );
}
