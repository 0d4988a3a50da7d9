import type { Transaction } from "../../database/database.ts";

/** One thing that happened under a trace. */
export interface TraceStep {
  readonly at: Date;
  /** Where it was recorded: a request of Slack's, the audit log, a run, an event, a message. */
  readonly kind: "slack_request" | "audit" | "run" | "event" | "message";
  /** What happened: an action, an event, a kind of message. */
  readonly what: string;
  /** How it ended, or who did it; null where neither is known. */
  readonly detail: string | null;
  readonly runId: string | null;
  readonly stage: string | null;
  readonly companyId: string | null;
  readonly vendor: string | null;
  readonly durationMs: number | null;
  readonly errorCode: string | null;
}

/**
 * What happened to a tenant under a trace, in order, across processes: at most `limit` steps, the first ones. Where a
 * run has thousands of events, ask for more, or for the run's own export.
 */
export async function readTrace(
  transaction: Transaction,
  tenantId: string,
  { traceId, limit }: { readonly traceId: string; readonly limit: number },
): Promise<TraceStep[]> {
  return transaction.query<TraceStep[]>(
    `with runs as (select * from enrichment_runs where tenant_id = $1 and trace_id = $2)
     select at, kind, what, detail, run_id as "runId", stage, company_id as "companyId", vendor,
       duration_ms as "durationMs", error_code as "errorCode"
     from (
       select at, 'audit' as kind, action as what, actor as detail, null::uuid as run_id, null as stage,
         null::uuid as company_id, null as vendor, null::int as duration_ms, null as error_code, 1 as place
       from audit_log where tenant_id = $1 and trace_id = $2
       union all
       select started_at, 'run', 'run_started', trigger, run_id, null, null, null, null, null, 2 from runs
       union all
       select e.ts, 'event', e.event, e.status, e.run_id, e.stage, e.company_id, e.vendor, e.duration_ms, e.error_code, 3
       from runs r join run_event_logs e on e.tenant_id = $1 and e.run_id = r.run_id and e.event_date = r.run_date
       union all
       select e.ts, 'event', e.event, e.status, e.run_id, e.stage, e.company_id, e.vendor, e.duration_ms, e.error_code, 3
       from run_event_logs e where e.tenant_id = $1 and e.trace_id = $2 and e.agent_id is not null
         and not exists (select from runs r where r.run_id = e.run_id)
       union all
       select coalesce(posted_at, created_at), 'message', kind, case when posted_at is null then state else 'posted' end,
         null, null, null, target, null, last_error, 4
       from alert_notifications where tenant_id = $1 and trace_id = $2
     ) steps
     order by at, place, what limit $3`,
    [tenantId, traceId, limit],
  );
}

/** The trace ids of a tenant that begin with these digits, at most `limit`; those of outside agents' events must be given whole. */
export async function findTraceIds(
  transaction: Transaction,
  tenantId: string,
  { beginning, limit }: { readonly beginning: string; readonly limit: number },
): Promise<string[]> {
  // No hex digit sorts after f, so that this range is what begins so, and an index finds it.
  const begins = "tenant_id = $1 and trace_id >= $2 and trace_id < $2 || 'g'";
  const rows = await transaction.query<{ id: string }[]>(
    `select trace_id as id from audit_log where ${begins}
     union select trace_id from enrichment_runs where ${begins}
     union select trace_id from alert_notifications where ${begins}
     order by 1 limit $3`,
    [tenantId, beginning, limit],
  );
  return rows.map(({ id }) => id);
}

/** When a request of Slack's with this trace came; null for none. It belongs to no tenant. As the service role. */
export async function findSlackRequest(transaction: Transaction, traceId: string): Promise<Date | null> {
  const [row] = await transaction.query<{ at: Date }[]>(
    `select received_at as at from slack_inbox where trace_id = $1`,
    [traceId],
  );
  return row?.at ?? null;
}
