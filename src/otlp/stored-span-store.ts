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
