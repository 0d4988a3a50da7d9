import type { Transaction } from "../../database/database.ts";
import type { Stage } from "../../entities/stage-table.ts";
import type { RunStatus } from "../../entities/vocabulary.ts";
import { NANO_USD } from "../../nano-usd.ts";
import type { StageSnapshot, VendorSnapshot } from "../rulebook/rule.ts";
import { columnsOf, type KeyColumns, type RunKey } from "./run-key.ts";

const TOP_ERRORS = 5;
const NOTHING_UNDONE = { failed: 0, notTried: 0 } as const;

/** A run as `enrichment_runs` holds it, and when the next one started. */
export interface JudgedRun extends RunKey {
  readonly status: RunStatus;
  readonly trigger: string;
  readonly manifest: unknown;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly supersededAt: Date | null;
  /** Null without an active connection. */
  readonly odooKeyExpired: boolean | null;
  readonly odooExpiresAt: Date | null;
}

const KEYS = "unnest($1::text[], $2::uuid[]) as k (tenant_id, run_id)";

export async function readRuns(
  transaction: Transaction,
  keys: readonly RunKey[],
  now: Date,
): Promise<JudgedRun[]> {
  return transaction.query<JudgedRun[]>(
    `select r.tenant_id as "tenantId", r.run_id as "runId", r.status, r.trigger, r.manifest, r.started_at as "startedAt",
       r.ended_at as "endedAt",
       (select min(l.started_at) from enrichment_runs l where l.tenant_id = r.tenant_id and l.agent_id = r.agent_id
         and (l.started_at, l.run_id) > (r.started_at, r.run_id)) as "supersededAt",
       case when o.tenant_id is not null then coalesce(o.expires_at <= coalesce(r.ended_at, $3), false) end as "odooKeyExpired",
       o.expires_at as "odooExpiresAt"
     from unnest($1::text[], $2::uuid[]) with ordinality as k (tenant_id, run_id, place)
       join enrichment_runs r using (tenant_id, run_id)
       left join odoo_connections o on o.tenant_id = r.tenant_id and o.active
     order by k.place`,
    [...columnsOf(keys), now],
  );
}

export async function readStages(
  transaction: Transaction,
  columns: KeyColumns,
): Promise<(StageSnapshot & RunKey)[]> {
  const stages = await transaction.query<(Omit<StageSnapshot, "topErrors" | "undone"> & RunKey)[]>(
    `select tenant_id as "tenantId", run_id as "runId", s.stage, s.status, s.count_total::float8 as "countTotal",
       s.count_success::float8 as "countSuccess", s.count_error::float8 as "countError",
       s.count_blocked::float8 as "countBlocked", s.count_skipped::float8 as "countSkipped", s.p95_ms as "p95Ms",
       s.started_at as "startedAt", s.ended_at as "endedAt"
     from ${KEYS} join run_stage_stats s using (tenant_id, run_id)`,
    [...columns],
  );
  return stages.map((stage) => ({ ...stage, topErrors: [], undone: NOTHING_UNDONE }));
}

/** A class of failed items in a stage of a run. */
export interface ErrorClass extends RunKey {
  readonly stage: Stage;
  readonly errorCode: string;
  readonly count: number;
}

export async function readErrorClasses(transaction: Transaction, columns: KeyColumns): Promise<ErrorClass[]> {
  return transaction.query<ErrorClass[]>(
    `select ranked.tenant_id as "tenantId", ranked.run_id as "runId", ranked.stage, ranked.code as "errorCode", ranked.count
     from (
       select e.tenant_id, e.run_id, e.stage, coalesce(e.error_code, 'unknown') as code, count(*)::int as count,
         row_number() over (partition by e.tenant_id, e.run_id, e.stage
           order by count(*) desc, coalesce(e.error_code, 'unknown')) as place
       from ${KEYS} join enrichment_runs r using (tenant_id, run_id) join run_event_logs e
         on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
       where e.event = 'item_finished' and e.status = 'error'
       group by e.tenant_id, e.run_id, e.stage, coalesce(e.error_code, 'unknown')) ranked
     where ranked.place <= $3 order by ranked.stage, ranked.place`,
    [...columns, TOP_ERRORS],
  );
}

export async function readVendors(
  transaction: Transaction,
  columns: KeyColumns,
): Promise<(VendorSnapshot & RunKey)[]> {
  return transaction.query<(VendorSnapshot & RunKey)[]>(
    `select tenant_id as "tenantId", run_id as "runId", v.vendor, v.calls::float8 as calls, v.errors::float8 as errors,
       v.rate_limit_hits::float8 as "rateLimitHits", v.quota_exhausted as "quotaExhausted",
       case when v.unpriced_calls = 0 then v.cost_nano_usd::float8 / ${NANO_USD} end as "costUsd",
       v.unpriced_calls::float8 as "unpricedCalls"
     from ${KEYS} join run_vendor_usage v using (tenant_id, run_id) order by v.vendor`,
    [...columns],
  );
}

export async function readMetrics(
  transaction: Transaction,
  columns: KeyColumns,
): Promise<(RunKey & { readonly name: string; readonly value: number | null })[]> {
  return transaction.query<(RunKey & { name: string; value: number | null })[]>(
    `select tenant_id as "tenantId", run_id as "runId", m.name, m.value
     from ${KEYS} join run_metrics m using (tenant_id, run_id)`,
    [...columns],
  );
}
