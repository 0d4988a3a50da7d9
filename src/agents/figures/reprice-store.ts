import type { Transaction } from "../../database/database.ts";
import { QUARTER } from "../events/quarter-figures.ts";

/** A stored call whose cost came from a price card, or is missing for want of one. */
export interface PricedCall {
  readonly eventDate: string;
  readonly dedupeKey: string;
  readonly agentId: string;
  readonly ts: Date;
  readonly vendor: string | null;
  readonly model: string;
  readonly tokensInput: number;
  readonly tokensOutput: number;
  readonly tokensCached: number;
  /** Those written to a cache: known of calls that come as spans, else 0. */
  readonly tokensCacheWrite: number;
  readonly costNanoUsd: string | null;
  readonly priceCardId: string | null;
}

/** A page of agents' calls from `from` until before `to`, in the order of their keys, after the call `after`. Costs that senders named stay, and calls that did not say what they used have none. */
export function readPricedCalls(
  transaction: Transaction,
  {
    tenantId,
    from,
    to,
    after,
    limit,
  }: {
    readonly tenantId: string;
    readonly from: Date;
    readonly to: Date;
    readonly after: { readonly eventDate: string; readonly dedupeKey: string } | null;
    readonly limit: number;
  },
): Promise<PricedCall[]> {
  return transaction.query<PricedCall[]>(
    `select to_char(event_date, 'YYYY-MM-DD') as "eventDate", dedupe_key as "dedupeKey", agent_id as "agentId", ts, vendor, model,
       coalesce(tokens_input, 0) as "tokensInput", coalesce(tokens_output, 0) as "tokensOutput",
       coalesce(tokens_cached, 0) as "tokensCached",
       coalesce((extra->'tokens'->>'cache_write')::int, 0) as "tokensCacheWrite", cost_nano_usd::text as "costNanoUsd", price_card_id as "priceCardId"
     from run_event_logs
     where tenant_id = $1 and agent_id is not null and event = 'llm_call' and model is not null
       and (cost_nano_usd is null or price_card_id is not null)
       and (tokens_input is not null or tokens_output is not null)
       and event_date between ($2::timestamptz at time zone 'UTC')::date and ($3::timestamptz at time zone 'UTC')::date
       and ts >= $2 and ts < $3 and (event_date, dedupe_key) > ($4::date, $5::uuid)
     order by event_date, dedupe_key limit $6`,
    [
      tenantId,
      from,
      to,
      after?.eventDate ?? "0001-01-01",
      after?.dedupeKey ?? "00000000-0000-0000-0000-000000000000",
      limit,
    ],
  );
}

/** A call's cost by the cards of today. */
export interface NewCost {
  readonly call: PricedCall;
  readonly costNanoUsd: bigint | null;
  readonly priceCardId: string | null;
}

/** Writes new costs, adds the difference to the quarters of an hour, and marks the days and runs to be counted again. */
export async function writeNewCosts(
  transaction: Transaction,
  tenantId: string,
  costs: readonly NewCost[],
): Promise<void> {
  const columns = [
    costs.map(({ call }) => call.eventDate),
    costs.map(({ call }) => call.dedupeKey),
    costs.map(({ costNanoUsd }) => costNanoUsd?.toString() ?? null),
    costs.map(({ priceCardId }) => priceCardId),
  ];
  await transaction.query(
    `with fresh as (
       select * from unnest($2::date[], $3::uuid[], $4::bigint[], $5::text[]) as x (event_date, dedupe_key, cost, card)),
     stored as (
       select e.event_date, e.dedupe_key, e.agent_id, e.ts, e.cost_nano_usd as cost from run_event_logs e join fresh f
         on e.tenant_id = $1 and e.event_date = f.event_date and e.dedupe_key = f.dedupe_key for update of e),
     written as (
       update run_event_logs e set cost_nano_usd = f.cost, price_card_id = f.card
       from fresh f join stored s using (event_date, dedupe_key)
       where e.tenant_id = $1 and e.event_date = f.event_date and e.dedupe_key = f.dedupe_key
       returning s.agent_id, s.ts, s.cost as old, f.cost as new)
     insert into agent_quarters (tenant_id, agent_id, quarter, shard, cost_nano_usd, unpriced_calls)
     select $1, agent_id, ${QUARTER}, 0, sum(coalesce(new, 0) - coalesce(old, 0)),
       count(*) filter (where new is null) - count(*) filter (where old is null)
     from written group by agent_id, ${QUARTER} order by 3, 2
     on conflict (tenant_id, quarter, agent_id, shard) do update set
       cost_nano_usd = agent_quarters.cost_nano_usd + excluded.cost_nano_usd,
       unpriced_calls = agent_quarters.unpriced_calls + excluded.unpriced_calls`,
    [tenantId, ...columns],
  );
}

/** The runs of agents that calls of a time belong to. */
export function listRunsOfCalls(
  transaction: Transaction,
  tenantId: string,
  window: { readonly from: Date; readonly to: Date },
): Promise<{ readonly tenantId: string; readonly runId: string; readonly runDate: string }[]> {
  return transaction.query(
    `select r.tenant_id as "tenantId", r.run_id as "runId", to_char(r.run_date, 'YYYY-MM-DD') as "runDate"
     from enrichment_runs r
     where r.tenant_id = $1 and r.agent_id <> 'nightly' and r.started_at < $3 and coalesce(r.ended_at, 'infinity') >= $2`,
    [tenantId, window.from, window.to],
  );
}
