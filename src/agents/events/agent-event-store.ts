import type { Queryable } from "../../database/batch.ts";
import type { StoredAgentEvent } from "./agent-event.ts";
import { arrayLiteral } from "./array-literal.ts";

type Read = (event: StoredAgentEvent) => string | number | bigint | null;

const COLUMNS: readonly (readonly [name: string, type: string, read: Read])[] = [
  ["event_date", "date", (event) => event.eventDate],
  ["dedupe_key", "uuid", (event) => event.dedupeKey],
  ["agent_id", "text", (event) => event.agentId],
  ["event", "text", (event) => event.event],
  ["status", "text", (event) => event.status],
  ["run_id", "uuid", (event) => event.runId],
  ["stage", "text", (event) => event.stage],
  ["error_code", "text", (event) => event.errorCode],
  ["error_msg", "text", (event) => event.errorMsg],
  ["duration_ms", "int", (event) => event.durationMs],
  ["vendor", "text", (event) => event.vendor],
  ["model", "text", (event) => event.model],
  ["cost_nano_usd", "bigint", (event) => event.costNanoUsd],
  ["price_card_id", "text", (event) => event.priceCardId],
  ["tokens_input", "int", (event) => event.tokensInput],
  ["tokens_output", "int", (event) => event.tokensOutput],
  ["tokens_cached", "int", (event) => event.tokensCached],
  ["trace_id", "text", (event) => event.traceId],
  ["extra", "jsonb", (event) => event.extra],
  ["ts", "timestamptz", (event) => event.ts.toISOString()],
];

/** Which events count as what, in every figure about agents (docs/observability/metrics.md). */
export const CALLS = "event in ('llm_call', 'tool_call')";
export const ATTEMPTS = "event in ('llm_call', 'tool_call', 'step') and status in ('success', 'error')";
export const UNPRICED = "event = 'llm_call' and cost_nano_usd is null";

/** The figures of `agent_quarters`, over rows of the event log. */
export const FIGURES = [
  ["events", "count(*)"],
  ["calls", `count(*) filter (where ${CALLS})`],
  ["attempts", `count(*) filter (where ${ATTEMPTS})`],
  ["failed_attempts", `count(*) filter (where ${ATTEMPTS} and status = 'error')`],
  ["errors", "count(*) filter (where status = 'error')"],
  ["tokens_input", "coalesce(sum(tokens_input), 0)"],
  ["tokens_output", "coalesce(sum(tokens_output), 0)"],
  ["tokens_cached", "coalesce(sum(tokens_cached), 0)"],
  ["cost_nano_usd", "coalesce(sum(cost_nano_usd), 0)"],
  ["unpriced_calls", `count(*) filter (where ${UNPRICED})`],
] as const;

/** The quarter of an hour a time belongs to. */
export const QUARTER = "date_bin('15 minutes', ts, '2000-01-01T00:00:00Z')";

const NAMES = COLUMNS.map(([name]) => name).join(", ");
const FIGURE_NAMES = FIGURES.map(([name]) => name).join(", ");

const INSERT = `
  with kept as (
    insert into run_event_logs (tenant_id, ${NAMES})
    select $1, * from unnest(${COLUMNS.map(([, type], index) => `$${index + 4}::${type}[]`).join(", ")})
    order by 2, 3
    on conflict do nothing
    returning event_date, dedupe_key, agent_id, event, status, ts, tokens_input, tokens_output, tokens_cached, cost_nano_usd),
  counted as (
    insert into agent_quarters (tenant_id, agent_id, quarter, shard, ${FIGURE_NAMES})
    select $1, agent_id, ${QUARTER}, $2::int, ${FIGURES.map(([, sql]) => sql).join(", ")} from kept
    group by agent_id, ${QUARTER} order by 3, 2
    on conflict (tenant_id, quarter, agent_id, shard) do update set
      ${FIGURES.map(([name]) => `${name} = agent_quarters.${name} + excluded.${name}`).join(", ")})
  select case when count(*) < $3::int then coalesce(array_agg(to_char(event_date, 'YYYY-MM-DD ') || dedupe_key), '{}') end as kept from kept`;

/**
 * Stores events and counts them, in one statement. `shard` spreads the counts over rows, so that senders do not wait for
 * each other. Returns the days and keys that were stored
 * (`2026-12-01 KEY`); null when all were.
 */
export async function insertAgentEvents(
  transaction: Queryable,
  tenantId: string,
  events: readonly StoredAgentEvent[],
  shard: number,
): Promise<ReadonlySet<string> | null> {
  const [row] = await transaction.query<{ kept: string[] | null }[]>(INSERT, [
    tenantId,
    shard,
    events.length,
    ...COLUMNS.map(([, , read]) => arrayLiteral(events.map(read))),
  ]);
  if (row === undefined) throw new TypeError("Postgres did not say what it stored");
  return row.kept === null ? null : new Set(row.kept);
}

/** What is answered as accepted survives a crash, also where the server is set up to trade that for speed. */
export async function commitDurably(batch: Queryable): Promise<void> {
  await batch.query("select set_config('synchronous_commit', 'on', true)");
}

/** Marks days before the last one or two, whose figures were counted already, to be counted again. */
export async function markStaleDays(
  transaction: Queryable,
  tenantId: string,
  events: readonly Pick<StoredAgentEvent, "agentId" | "ts">[],
): Promise<void> {
  await transaction.query(
    `insert into agent_daily_metrics (tenant_id, agent_id, date, stale)
     select distinct $1, e.agent_id, (e.ts at time zone zone_or_utc(t.timezone))::date, true
     from unnest($2::text[], $3::timestamptz[]) e (agent_id, ts) join tenants t on t.tenant_id = $1
     on conflict (tenant_id, date, agent_id) do update set stale = true where not agent_daily_metrics.stale`,
    [tenantId, events.map(({ agentId }) => agentId), events.map(({ ts }) => ts)],
  );
}

/** The days that have a partition of their own, `YYYY-MM-DD`. */
export async function readLiveDates(transaction: Queryable): Promise<ReadonlySet<string>> {
  const rows = await transaction.query<{ day: string }[]>(
    "select to_char(day, 'YYYY-MM-DD') as day from live_event_dates() as day",
  );
  return new Set(rows.map(({ day }) => day));
}
