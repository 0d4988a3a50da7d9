import type { Transaction } from "../database/database.ts";
import type { DeliveryHealth, DeliveryOutcome, DeliveryProblem, DeliveryTotal } from "./delivery-health.ts";

export async function readDeliveryHealth(transaction: Transaction, now: Date): Promise<DeliveryHealth> {
  const [row] = await transaction.query<DeliveryHealth[]>(
    `select count(*) filter (where state <> 'dead')::int as waiting, count(*) filter (where state = 'dead')::int as dead,
       greatest(0, extract(epoch from $1::timestamptz - min(case when message_ts is null then created_at else not_before end)
         filter (where state <> 'dead'))::float8) as "oldestWaitingSeconds"
     from alert_notifications where delivered_version < desired_version`,
    [now],
  );
  return row === undefined || row.waiting === 0
    ? { waiting: 0, dead: row?.dead ?? 0, oldestWaitingSeconds: null }
    : row;
}

/** Which messages are behind or went elsewhere, and why, the most frequent reason first. */
export async function readDeliveryProblems(transaction: Transaction, now: Date): Promise<DeliveryProblem[]> {
  return transaction.query<DeliveryProblem[]>(
    `select * from (select target, coalesce(last_problem, last_error) as problem, count(*) filter (where state <> 'dead')::int as waiting,
       count(*) filter (where state = 'dead')::int as dead, 0 as moved, null as channel
     from alert_notifications where delivered_version < desired_version
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
