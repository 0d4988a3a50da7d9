import type { Transaction } from "../../database/database.ts";
import type { RunEventLog } from "../../entities/run-event-log.ts";

/** Which events are asked for; what is left out does not matter. */
export interface EventQuery {
  readonly agentId?: string;
  readonly type?: string;
  readonly status?: string;
  readonly runId?: string;
  readonly traceId?: string;
  readonly stage?: string;
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
  readonly limit: number;
  readonly offset?: number;
  readonly after?: EventPlace;
}

/** The place of an event in the list, newest first: its time to the microsecond, and its key. */
export interface EventPlace {
  readonly at: string;
  readonly key: string;
}

/** An event with its place. */
export type PlacedEvent = RunEventLog & { readonly at: string };

type Row = Omit<PlacedEvent, "costNanoUsd"> & { readonly costNanoUsd: string | null };

/** Up to so many events of a run are sorted for a page of them. */
const MOST_SORTED = 20_000;

/** The tenant's events, newest first: at most `limit`. */
export async function queryEvents(
  transaction: Transaction,
  tenantId: string,
  query: EventQuery,
): Promise<PlacedEvent[]> {
  const values: unknown[] = [tenantId];
  const conditions = ["e.tenant_id = $1"];
  const add = (condition: (place: string) => string, value: unknown) => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  const { agentId, type, status, runId, traceId, stage, from, to, after } = query;
  if (agentId === "nightly") conditions.push("e.agent_id is null");
  else if (agentId !== undefined) add((place) => `e.agent_id = ${place}`, agentId);
  if (type !== undefined) add((place) => `e.event = ${place}`, type);
  if (status !== undefined) add((place) => `e.status = ${place}`, status);
  let source = "run_event_logs";
  if (runId !== undefined) {
    add((place) => `e.run_id = ${place}::uuid`, runId);
    // By its own index: Postgres takes a run for common, and looks for it through all events, the newest first.
    if (await isShort(transaction, tenantId, runId))
      source = `(select * from run_event_logs where tenant_id = $1 and run_id = $${values.length}::uuid offset 0)`;
  }
  if (stage !== undefined) add((place) => `e.stage = ${place}`, stage);
  if (traceId !== undefined) {
    const runs = await transaction.query<{ runId: string }[]>(
      `select run_id as "runId" from enrichment_runs where tenant_id = $1 and agent_id = 'nightly' and trace_id = $2`,
      [tenantId, traceId],
    );
    add((place) => `e.trace_id = ${place}`, traceId);
    if (runs.length === 0) conditions.push("e.agent_id is not null");
    else
      add(
        (place) => `(e.agent_id is not null or e.run_id = any(${place}::uuid[]))`,
        runs.map((run) => run.runId),
      );
  }
  // The day of a night is that of the tenant's zone, which is at most one off the day of the time.
  if (from !== undefined) {
    add(
      (place) =>
        `e.ts >= ${place}::timestamptz and e.event_date >= (${place}::timestamptz at time zone 'UTC')::date - 2`,
      from,
    );
  }
  const last = after?.at ?? to?.toISOString();
  if (to !== undefined) add((place) => `e.ts < ${place}::timestamptz`, to);
  if (last !== undefined) {
    add((place) => `e.event_date <= (${place}::timestamptz at time zone 'UTC')::date + 1`, last);
  }
  if (after !== undefined) {
    add((place) => `e.ts <= ${place}::timestamptz`, after.at);
    const at = `$${values.length}`;
    add((place) => `(e.ts, e.dedupe_key) < (${at}::timestamptz, ${place}::uuid)`, after.key);
  }
  values.push(query.limit, query.offset ?? 0);
  const rows = await transaction.query<Row[]>(
    `select e.tenant_id as "tenantId", to_char(e.event_date, 'YYYY-MM-DD') as "eventDate", e.dedupe_key as "dedupeKey",
       e.run_id as "runId", e.stage, e.company_id as "companyId", e.event, e.status, e.error_code as "errorCode",
       e.error_msg as "errorMsg", e.duration_ms as "durationMs", e.vendor, e.cost_nano_usd::text as "costNanoUsd",
       e.tokens_input as "tokensInput", e.tokens_output as "tokensOutput", e.trace_id as "traceId", e.extra, e.ts,
       e.agent_id as "agentId", e.model, e.tokens_cached as "tokensCached", e.price_card_id as "priceCardId",
       to_char(e.ts at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
     from ${source} e where ${conditions.join(" and ")}
     order by e.ts desc, e.dedupe_key desc limit $${values.length - 1} offset $${values.length}`,
    values,
  );
  return rows.map((row) => ({
    ...row,
    costNanoUsd: row.costNanoUsd === null ? null : BigInt(row.costNanoUsd),
  }));
}

/** Whether a run has few enough events to sort them. */
async function isShort(transaction: Transaction, tenantId: string, runId: string): Promise<boolean> {
  const [row] = await transaction.query<{ events: number }[]>(
    `select count(*)::int as events
     from (select from run_event_logs where tenant_id = $1 and run_id = $2 limit ${MOST_SORTED + 1}) r`,
    [tenantId, runId],
  );
  return row !== undefined && row.events <= MOST_SORTED;
}
