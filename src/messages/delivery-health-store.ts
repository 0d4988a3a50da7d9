import type { Transaction } from "../database/database.ts";
import type { DeliveryFailure } from "./retry-delivery.ts";

/** How far messages are behind, over all tenants. */
export interface DeliveryHealth {
  readonly waiting: number;
  /** Given up, until what they show changes. */
  readonly dead: number;
  /** Null when nothing waits. */
  readonly oldestWaitingSeconds: number | null;
}

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

/** Messages to one target (`slack`, or a notifier) that wait, were given up or went elsewhere for the same reason. */
export interface DeliveryProblem {
  readonly target: string;
  /** What the receiver called the last failure, else its class; null for messages that have not failed. */
  readonly problem: string | null;
  readonly waiting: number;
  readonly dead: number;
  /** Delivered to the fallback channel instead, in the last day; until the channel takes a message again. */
  readonly moved: number;
  /** The channel those were meant for; null where none was moved. */
  readonly channel: string | null;
}

/** What is behind or went elsewhere, and why, the most messages first. */
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

/** How an attempt to bring a message ended. `unverified`: posted again though nobody could see whether it had been. */
export type DeliveryOutcome = "delivered" | "given_up" | "unverified" | DeliveryFailure;

/** How often attempts ended so, since the installation began. */
export interface DeliveryTotal {
  readonly target: string;
  readonly outcome: string;
  readonly total: number;
}

/** Counts an attempt, for good: over restarts and processes. */
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

/** Everything known of how messages get to people. */
export interface DeliveryReport {
  readonly health: DeliveryHealth;
  readonly problems: readonly DeliveryProblem[];
  readonly totals: readonly DeliveryTotal[];
}
