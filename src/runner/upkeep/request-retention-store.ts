import type { Transaction } from "../../database/database.ts";

/** Removes the turns of at most `limit` domains not used since `before`; returns how many. */
export async function removeTurns(transaction: Transaction, before: Date, limit: number): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from rate_leases where domain = any
       (array(select domain from rate_leases where free_at < $1 limit $2 for update skip locked))`,
    [before, limit],
  );
  return removed;
}

/** Forgets at most `limit` Slack requests received before `before`; returns how many. */
export async function removeSlackDeliveries(
  transaction: Transaction,
  before: Date,
  limit: number,
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from slack_inbox where delivery_key = any
       (array(select delivery_key from slack_inbox where received_at < $1 limit $2))`,
    [before, limit],
  );
  return removed;
}

/** Forgets at most `limit` requests that carried an `Idempotency-Key` and began before `before`; returns how many. */
export async function removeIdempotentRequests(
  transaction: Transaction,
  before: Date,
  limit: number,
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from idempotent_requests where ctid = any
       (array(select ctid from idempotent_requests where started_at < $1 limit $2 for update skip locked))`,
    [before, limit],
  );
  return removed;
}

/** Forgets at most `limit` jobs that were set aside before `before`; returns how many. */
export async function removeRefusedJobs(
  transaction: Transaction,
  before: Date,
  limit: number,
): Promise<number> {
  const [, removed] = await transaction.query<[unknown, number]>(
    `delete from refused_jobs where ctid = any
       (array(select ctid from refused_jobs where refused_at < $1 limit $2 for update skip locked))`,
    [before, limit],
  );
  return removed;
}
