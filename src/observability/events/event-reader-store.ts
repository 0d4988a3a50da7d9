import type { Database } from "../../database/database.ts";
import type { RunEventLog } from "../../entities/run-event-log.ts";

const PAGE = 5000;

type Row = Omit<RunEventLog, "costNanoUsd"> & { readonly costNanoUsd: string | null };

/**
 * The page after the last event of the previous page; one transaction per page, so that a slow reader holds none open.
 * Ordered by the time in milliseconds, which is the precision that JavaScript gets.
 */
const SELECT = `
  select e.tenant_id as "tenantId", to_char(e.event_date, 'YYYY-MM-DD') as "eventDate", e.dedupe_key as "dedupeKey",
    e.run_id as "runId", e.stage, e.company_id as "companyId", e.event, e.status, e.error_code as "errorCode",
    e.error_msg as "errorMsg", e.duration_ms as "durationMs", e.vendor, e.cost_nano_usd::text as "costNanoUsd",
    e.tokens_input as "tokensInput", e.tokens_output as "tokensOutput", e.trace_id as "traceId", e.extra,
    e.agent_id as "agentId", e.model, e.tokens_cached as "tokensCached", e.price_card_id as "priceCardId",
    date_trunc('milliseconds', e.ts) as ts
  from run_event_logs e
  where e.event_date between (select run_date from enrichment_runs where run_id = $1)
      and (select case when agent_id = 'nightly' then run_date else 'infinity' end from enrichment_runs where run_id = $1)
    and e.run_id = $1
    and ($2::timestamptz is null or (date_trunc('milliseconds', e.ts), e.dedupe_key) > ($2::timestamptz, $3::uuid))
  order by date_trunc('milliseconds', e.ts), e.dedupe_key
  limit $4`;

/** The events of a run in the order they happened, in batches; none if there is no such run. */
export async function* streamEvents(
  database: Database,
  tenantId: string,
  runId: string,
  pageSize = PAGE,
): AsyncGenerator<RunEventLog[]> {
  let last: Row | undefined;
  for (;;) {
    const after: (Date | string | null)[] = [last?.ts ?? null, last?.dedupeKey ?? null];
    const rows = await database.withTenant(tenantId, (transaction) =>
      transaction.query<Row[]>(SELECT, [runId, ...after, pageSize]),
    );
    if (rows.length > 0) yield rows.map(readRow);
    if (rows.length < pageSize) return;
    last = rows.at(-1);
  }
}

function readRow(row: Row): RunEventLog {
  return { ...row, costNanoUsd: row.costNanoUsd === null ? null : BigInt(row.costNanoUsd) };
}
