import { markStaleDays } from "../agents/events/agent-event-store.ts";
import { FIGURES, QUARTER } from "../agents/events/quarter-figures.ts";
import type { Transaction } from "../database/database.ts";
import type { StoredSpan } from "./mapping/count-once.ts";

/** Most spans of the traces of one request that are looked at. */
const MOST = 5_000;

/** The spans of these traces that are stored already, the newest first. */
export function readStoredSpans(
  transaction: Transaction,
  tenantId: string,
  traceIds: readonly string[],
): Promise<StoredSpan[]> {
  return transaction.query<StoredSpan[]>(
    `select trace_id as "traceId", extra->>'span_id' as "spanId", extra->>'parent_span_id' as "parentSpanId",
       event = 'llm_call' as "isCall",
       (tokens_input is not null or tokens_output is not null or cost_nano_usd is not null) as "hasUsage"
     from run_event_logs
     where tenant_id = $1 and agent_id is not null and trace_id is not null and trace_id = any($2)
       and event in ('llm_call', 'tool_call', 'step') and extra ? 'span_id'
     order by ts desc limit ${MOST}`,
    [tenantId, traceIds],
  );
}

const COUNTED = "agent_id, event, status, ts, tokens_input, tokens_output, tokens_cached, cost_nano_usd";
const NAMES = FIGURES.map(({ name }) => name).join(", ");
const KEY = "e.tenant_id = $1 and e.event_date = b.event_date and e.dedupe_key = b.dedupe_key";

/** Turns stored calls into steps and takes their tokens and costs out of the figures. Done at the same time twice, it is done once. */
export async function turnIntoSteps(
  transaction: Transaction,
  tenantId: string,
  calls: readonly StoredSpan[],
): Promise<void> {
  const counted = await transaction.query<{ agentId: string; ts: Date }[]>(
    `with before as (
       select event_date, dedupe_key, ${COUNTED} from run_event_logs e
       where tenant_id = $1 and agent_id is not null and trace_id = any($2) and event = 'llm_call'
         and (trace_id, extra->>'span_id') in (select * from unnest($2::text[], $3::text[]))
       order by event_date, dedupe_key for update),
     after as (
       update run_event_logs e set event = 'step', vendor = null, model = null, tokens_input = null, tokens_output = null,
         tokens_cached = null, cost_nano_usd = null, price_card_id = null, extra = e.extra - 'tokens'
       from before b where ${KEY}
       returning ${COUNTED.replaceAll(/(\w+)/g, "e.$1")}),
     added as (
       insert into agent_quarters (tenant_id, agent_id, quarter, shard, ${NAMES})
       select $1, agent_id, quarter, 0, ${FIGURES.map(({ name }) => `sum(${name})`).join(", ")} from (
         select agent_id, ${QUARTER} as quarter, ${FIGURES.map(({ sql, name }) => `-(${sql}) as ${name}`).join(", ")}
         from before group by 1, 2
         union all
         select agent_id, ${QUARTER}, ${FIGURES.map(({ sql }) => sql).join(", ")} from after group by 1, 2) x
       group by agent_id, quarter order by quarter, agent_id collate "C"
       on conflict (tenant_id, quarter, agent_id, shard) do update set
         ${FIGURES.map(({ name }) => `${name} = agent_quarters.${name} + excluded.${name}`).join(", ")})
     select agent_id as "agentId", ts from after`,
    [tenantId, calls.map(({ traceId }) => traceId), calls.map(({ spanId }) => spanId)],
  );
  if (counted.length > 0) await markStaleDays(transaction, tenantId, counted);
}
