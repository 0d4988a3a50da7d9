import type { Transaction } from "../../database/database.ts";
import type { AgentDailyMetric } from "../../entities/agent-daily-metric.ts";
import { FIGURES } from "../events/quarter-figures.ts";

/** What agents did in a stretch of time. */
export interface AgentTotals {
  readonly costNanoUsd: bigint;
  readonly calls: number;
  readonly errors: number;
  readonly activeAgents: number;
  readonly events: number;
  readonly tokensInput: number;
  readonly tokensOutput: number;
  readonly tokensCached: number;
  readonly unpricedCalls: number;
}

/** A day of the tenant's zone. */
export interface DayTotals extends AgentTotals {
  readonly date: string;
}

/** How a tenant's agents are doing: today as it stands, and the days before it. */
export interface AgentOverview {
  readonly timezone: string;
  readonly today: DayTotals;
  readonly openAlerts: number;
  /** The last seven days, today included, the oldest first. */
  readonly days: readonly DayTotals[];
}

interface DayRow extends Omit<DayTotals, "costNanoUsd"> {
  readonly costNanoUsd: string;
}

const SUMMED = FIGURES.map(({ name }) => name).filter(
  (name) => !["attempts", "failed_attempts"].includes(name),
);
const AS_NUMBERS = `sum(calls)::float8 as calls, sum(errors)::float8 as errors, sum(events)::float8 as events,
  sum(tokens_input)::float8 as "tokensInput", sum(tokens_output)::float8 as "tokensOutput",
  sum(tokens_cached)::float8 as "tokensCached", sum(unpriced_calls)::float8 as "unpricedCalls",
  sum(cost_nano_usd)::text as "costNanoUsd", count(distinct agent_id) filter (where events > 0)::int as "activeAgents"`;

/** Today and yesterday are read as they stand, days before from the roll-ups. */
export async function readAgentOverview(
  transaction: Transaction,
  tenantId: string,
  now: Date,
): Promise<AgentOverview> {
  const rows = await transaction.query<(DayRow & { timezone: string; openAlerts: number })[]>(
    `with t as (select z as timezone, ($2::timestamptz at time zone z)::date as today
       from tenants, zone_or_utc(timezone) z where tenant_id = $1),
     days as (select t.today - n as date, t.* from t, generate_series(0, 6) n),
     lately as (
       select (q.quarter at time zone t.timezone)::date as date, q.agent_id, ${SUMMED.map((name) => `q.${name}`).join(", ")}
       from t, agent_quarters q
       where q.tenant_id = $1 and q.quarter >= (t.today - 1)::timestamp at time zone t.timezone
         and q.quarter < (t.today + 1)::timestamp at time zone t.timezone),
     earlier as (
       select m.date, m.agent_id, ${SUMMED.map((name) => `m.${name}`).join(", ")} from t, agent_daily_metrics m
       where m.tenant_id = $1 and m.date between t.today - 6 and t.today - 2),
     counted as (
       select date, ${AS_NUMBERS} from (select * from lately union all select * from earlier) c group by date)
     select to_char(d.date, 'YYYY-MM-DD') as date, d.timezone, coalesce(calls, 0) as calls, coalesce(errors, 0) as errors,
       coalesce(events, 0) as events, coalesce("tokensInput", 0) as "tokensInput",
       coalesce("tokensOutput", 0) as "tokensOutput", coalesce("tokensCached", 0) as "tokensCached",
       coalesce("unpricedCalls", 0) as "unpricedCalls", coalesce("costNanoUsd", '0') as "costNanoUsd",
       coalesce("activeAgents", 0) as "activeAgents",
       (select count(*)::int from alerts where tenant_id = $1 and state in ('firing', 'acknowledged') and not drill) as "openAlerts"
     from days d left join counted using (date) order by d.date`,
    [tenantId, now],
  );
  const days = rows.map(({ timezone: _zone, openAlerts: _alerts, ...day }) => withCost(day));
  const today = days.at(-1);
  const [first] = rows;
  if (today === undefined || first === undefined) throw new TypeError("A tenant has days");
  return { timezone: first.timezone, openAlerts: first.openAlerts, today, days };
}

/** Days that are asked for: of all agents unless one is named, both ends included. */
export interface DayQuery {
  readonly agentId: string | null;
  readonly from: string;
  readonly to: string;
}

/** The roll-ups of agents by day, the newest day first. */
export async function readDailyMetrics(
  transaction: Transaction,
  tenantId: string,
  { agentId, from, to }: DayQuery,
): Promise<AgentDailyMetric[]> {
  const rows = await transaction.query<(Omit<AgentDailyMetric, "costNanoUsd"> & { costNanoUsd: string })[]>(
    `select tenant_id as "tenantId", agent_id as "agentId", to_char(date, 'YYYY-MM-DD') as date,
       total_runs::float8 as "totalRuns", successful_runs::float8 as "successfulRuns", failed_runs::float8 as "failedRuns",
       events::float8 as events, calls::float8 as calls, errors::float8 as errors, tokens_input::float8 as "tokensInput",
       tokens_output::float8 as "tokensOutput", tokens_cached::float8 as "tokensCached",
       cost_nano_usd::text as "costNanoUsd", unpriced_calls::float8 as "unpricedCalls", p50_ms as "p50Ms",
       p95_ms as "p95Ms", p99_ms as "p99Ms", latency, models_used as "modelsUsed", aggregated_at as "aggregatedAt", stale
     from agent_daily_metrics
     where tenant_id = $1 and date between $2::date and $3::date and ($4::text is null or agent_id = $4)
     order by date desc, agent_id`,
    [tenantId, from, to, agentId],
  );
  return rows.map((row) => ({ ...row, costNanoUsd: BigInt(row.costNanoUsd) }));
}

/** The tenant's date, `YYYY-MM-DD`, `daysBack` days before now. */
export async function readTenantDate(
  transaction: Transaction,
  tenantId: string,
  now: Date,
  daysBack = 0,
): Promise<string> {
  const [row] = await transaction.query<{ date: string }[]>(
    `select to_char(($2::timestamptz at time zone zone_or_utc(timezone))::date - $3::int, 'YYYY-MM-DD') as date
     from tenants where tenant_id = $1`,
    [tenantId, now, daysBack],
  );
  if (row === undefined) throw new TypeError("A key's tenant exists");
  return row.date;
}

function withCost<Row extends { readonly costNanoUsd: string }>(
  row: Row,
): Omit<Row, "costNanoUsd"> & { costNanoUsd: bigint } {
  return { ...row, costNanoUsd: BigInt(row.costNanoUsd) };
}
