import type { Queryable } from "../../database/batch.ts";
import { type ElementType, encodeArray } from "../../database/encode-array.ts";
import type { StoredAgentEvent } from "./agent-event.ts";
import { countQuarters, FIGURES, QUARTER } from "./quarter-figures.ts";

type Read = (event: StoredAgentEvent) => string | number | bigint | Date | null;

const COLUMNS: readonly (readonly [name: string, type: ElementType, read: Read])[] = [
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
  ["ts", "timestamptz", (event) => event.ts],
];

const NAMES = COLUMNS.map(([name]) => name).join(", ");
const ROWS = (first: number) =>
  `unnest(${COLUMNS.map(([, type], index) => `$${index + first}::${type}[]`).join(", ")})`;
const FIGURE_NAMES = FIGURES.map(({ name }) => name).join(", ");
const ADD_FIGURES = `on conflict (tenant_id, quarter, agent_id, shard) do update set
      ${FIGURES.map(({ name }) => `${name} = agent_quarters.${name} + excluded.${name}`).join(", ")}`;

const INSERT_NEW = `insert into run_event_logs (tenant_id, ${NAMES}) select $1, * from ${ROWS(2)}`;

const ADD_QUARTERS = `
  insert into agent_quarters (tenant_id, shard, agent_id, quarter, ${FIGURE_NAMES})
  select $1, $2::int, * from unnest($3::text[], $4::timestamptz[], ${FIGURES.map((_, index) => `$${index + 5}::bigint[]`).join(", ")})
  ${ADD_FIGURES}`;

const INSERT_UNKNOWN = `
  with kept as (
    insert into run_event_logs (tenant_id, ${NAMES}) select $1, * from ${ROWS(4)}
    on conflict do nothing
    returning event_date, dedupe_key, agent_id, event, status, ts, tokens_input, tokens_output, tokens_cached, cost_nano_usd),
  counted as (
    insert into agent_quarters (tenant_id, agent_id, quarter, shard, ${FIGURE_NAMES})
    select $1, agent_id, ${QUARTER}, $2::int, ${FIGURES.map(({ sql }) => sql).join(", ")} from kept
    group by agent_id, ${QUARTER} order by ${QUARTER}, agent_id collate "C"
    ${ADD_FIGURES})
  select case when count(*) < $3::int then coalesce(array_agg(to_char(event_date, 'YYYY-MM-DD ') || dedupe_key), '{}') end as kept from kept`;

/**
 * Stores events that are all new and counts them; a key that is stored already fails the transaction with a unique
 * violation. An INSERT that looks for conflicts writes a mark for each row and takes it back: a third more work for
 * Postgres. `shard` spreads the counts over rows, so that senders do not wait for each other.
 */
export async function insertNewAgentEvents(
  batch: Queryable,
  tenantId: string,
  events: readonly StoredAgentEvent[],
  shard: number,
): Promise<void> {
  const quarters = countQuarters(events);
  await Promise.all([
    batch.query(INSERT_NEW, [tenantId, ...encode(events)]),
    batch.query(ADD_QUARTERS, [
      tenantId,
      shard,
      quarters.map(({ agentId }) => agentId),
      quarters.map(({ quarter }) => quarter),
      ...FIGURES.map((_, place) => quarters.map(({ figures }) => figures[place])),
    ]),
  ]);
}

/**
 * Stores the events whose keys are not stored yet and counts those, in one statement. Returns the days and keys that were
 * stored (`2026-12-01 KEY`); null when all were.
 */
export async function insertUnknownAgentEvents(
  batch: Queryable,
  tenantId: string,
  events: readonly StoredAgentEvent[],
  shard: number,
): Promise<ReadonlySet<string> | null> {
  const [row] = await batch.query<{ kept: string[] | null }[]>(INSERT_UNKNOWN, [
    tenantId,
    shard,
    events.length,
    ...encode(events),
  ]);
  if (row === undefined) throw new TypeError("Postgres did not say what it stored");
  return row.kept === null ? null : new Set(row.kept);
}

function encode(events: readonly StoredAgentEvent[]): (Buffer | null)[] {
  return COLUMNS.map(([, type, read]) => encodeArray(type, events.map(read)));
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
