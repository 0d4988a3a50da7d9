import type { Transaction } from "../database/database.ts";
import type { RunStatus, Stage } from "../entities/vocabulary.ts";
import type { VerdictCounts } from "../qa/pass-rate.ts";
import { readReconciled } from "./reconcile-store.ts";
import type { RunSnapshot, StageSnapshot, VendorSnapshot } from "./rule.ts";
import { readServiceLevels } from "./service-level-store.ts";

/** How far back verdicts count, and how many of them at most. */
const QA_WINDOW_NIGHTS = 14;
const QA_WINDOW_VERDICTS = 50;
const TOP_ERRORS = 5;

/** A run as rules see it, and whether it is still the tenant's newest. */
export interface RunEvidence {
  readonly snapshot: RunSnapshot;
  /** When a newer run of the same agent began, which knows better about what both judge; null when there is none. */
  readonly supersededAt: Date | null;
}

interface RunRow {
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

/** Everything that rules may look at of a run, in eight queries; null when there is no such run. */
export async function readRunEvidence(
  transaction: Transaction,
  key: { readonly tenantId: string; readonly runId: string },
  policy: { readonly candidateFloor: number; readonly thresholds: Readonly<Record<string, number>> },
  now: Date,
): Promise<RunEvidence | null> {
  const run = await readRun(transaction, key, now);
  if (run === null) return null;
  const stages = await readStages(transaction, key);
  const vendors = await readVendors(transaction, key);
  const { skip, cap, candidateFloor } = readManifest(run.manifest);
  const snapshot: RunSnapshot = {
    tenantId: key.tenantId,
    run: {
      runId: key.runId,
      status: run.status,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      scheduled: run.trigger === "schedule",
      fullRun: skip === 0,
      cap: cap ?? Number.MAX_SAFE_INTEGER,
      candidateFloor: candidateFloor ?? policy.candidateFloor,
      odooReady: isOdooReady(run.odooKeyExpired, stages),
      odooExpiresAt: run.odooExpiresAt,
    },
    stages,
    vendors,
    metrics: await readMetrics(transaction, key),
    qa: await readVerdictCounts(transaction, key.tenantId, now),
    reconciled: run.endedAt === null ? null : await readReconciled(transaction, key, stages, vendors),
    serviceLevels: await readServiceLevels(transaction, key.tenantId, now),
    thresholds: policy.thresholds,
    now,
  };
  return { snapshot, supersededAt: run.supersededAt };
}

async function readRun(
  transaction: Transaction,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
  now: Date,
): Promise<RunRow | null> {
  const [run] = await transaction.query<RunRow[]>(
    `select r.status, r.trigger, r.manifest, r.started_at as "startedAt", r.ended_at as "endedAt",
       (select min(l.started_at) from enrichment_runs l where l.tenant_id = r.tenant_id and l.agent_id = r.agent_id
         and (l.started_at, l.run_id) > (r.started_at, r.run_id)) as "supersededAt",
       (select coalesce(o.expires_at <= coalesce(r.ended_at, $3), false) from odoo_connections o
         where o.tenant_id = r.tenant_id and o.active) as "odooKeyExpired",
       (select o.expires_at from odoo_connections o where o.tenant_id = r.tenant_id and o.active) as "odooExpiresAt"
     from enrichment_runs r where r.tenant_id = $1 and r.run_id = $2`,
    [tenantId, runId, now],
  );
  return run ?? null;
}

async function readStages(
  transaction: Transaction,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<StageSnapshot[]> {
  const stages = await transaction.query<Omit<StageSnapshot, "topErrors">[]>(
    `select s.stage, s.status, s.count_total::float8 as "countTotal", s.count_success::float8 as "countSuccess",
       s.count_error::float8 as "countError", s.count_blocked::float8 as "countBlocked",
       s.count_skipped::float8 as "countSkipped", s.p95_ms as "p95Ms", s.started_at as "startedAt", s.ended_at as "endedAt"
     from run_stage_stats s where s.tenant_id = $1 and s.run_id = $2`,
    [tenantId, runId],
  );
  const errors = await transaction.query<{ stage: Stage; errorCode: string; count: number }[]>(
    `select ranked.stage, ranked.code as "errorCode", ranked.count from (
       select e.stage, coalesce(e.error_code, 'unknown') as code, count(*)::int as count,
         row_number() over (partition by e.stage order by count(*) desc, coalesce(e.error_code, 'unknown')) as place
       from enrichment_runs r join run_event_logs e
         on e.tenant_id = r.tenant_id and e.run_id = r.run_id and e.event_date = r.run_date
       where r.tenant_id = $1 and r.run_id = $2 and e.event = 'item_finished' and e.status = 'error'
       group by e.stage, coalesce(e.error_code, 'unknown')) ranked
     where ranked.place <= $3 order by ranked.stage, ranked.place`,
    [tenantId, runId, TOP_ERRORS],
  );
  const ofStage = Map.groupBy(errors, ({ stage }) => stage);
  return stages.map((stage) => ({
    ...stage,
    topErrors: (ofStage.get(stage.stage) ?? []).map(({ errorCode, count }) => ({ errorCode, count })),
  }));
}

async function readVendors(
  transaction: Transaction,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<VendorSnapshot[]> {
  return transaction.query<VendorSnapshot[]>(
    `select v.vendor, v.calls::float8 as calls, v.errors::float8 as errors,
       v.rate_limit_hits::float8 as "rateLimitHits", v.quota_exhausted as "quotaExhausted",
       case when v.unpriced_calls = 0 then v.cost_nano_usd::float8 / 1e9 end as "costUsd",
       v.unpriced_calls::float8 as "unpricedCalls"
     from run_vendor_usage v where v.tenant_id = $1 and v.run_id = $2 order by v.vendor`,
    [tenantId, runId],
  );
}

async function readMetrics(
  transaction: Transaction,
  { tenantId, runId }: { readonly tenantId: string; readonly runId: string },
): Promise<RunSnapshot["metrics"]> {
  const rows = await transaction.query<{ name: string; value: number | null }[]>(
    "select m.name, m.value from run_metrics m where m.tenant_id = $1 and m.run_id = $2",
    [tenantId, runId],
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** The newest decided samples of the last nights, and the undecided beside them. */
async function readVerdictCounts(
  transaction: Transaction,
  tenantId: string,
  now: Date,
): Promise<VerdictCounts> {
  const since = new Date(now.getTime() - QA_WINDOW_NIGHTS * 86_400_000);
  const [counts] = await transaction.query<VerdictCounts[]>(
    `select count(*) filter (where result = 'pass' and place <= $3)::int as passes,
       count(*) filter (where result = 'fail' and place <= $3)::int as fails,
       count(*) filter (where result = 'needs_review')::int as "needsReview",
       count(*) filter (where result is null)::int as pending
     from (select q.result, row_number() over (partition by q.result in ('pass', 'fail')
         order by q.created_at desc, q.run_id, q.sample_no) as place
       from qa_samples q where q.tenant_id = $1 and q.created_at > $2) recent`,
    [tenantId, since, QA_WINDOW_VERDICTS],
  );
  return counts ?? { passes: 0, fails: 0, needsReview: 0, pending: 0 };
}

/** A key past its date is believed to be dead unless this very run has exported with it. */
function isOdooReady(keyExpired: boolean | null, stages: readonly StageSnapshot[]): boolean | null {
  if (keyExpired !== true) return keyExpired === null ? null : true;
  return stages.some(({ stage, countSuccess }) => stage === "export_odoo" && countSuccess > 0);
}

/** The fields of a manifest that rules need; a run of another version or agent may lack them. */
function readManifest(manifest: unknown): {
  readonly skip: number;
  readonly cap: number | null;
  readonly candidateFloor: number | null;
} {
  const fields = new Map(typeof manifest === "object" && manifest !== null ? Object.entries(manifest) : []);
  const skip: unknown = fields.get("skip");
  const numberOf = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : null);
  return {
    skip: Array.isArray(skip) ? skip.length : 0,
    cap: numberOf(fields.get("cap")),
    candidateFloor: numberOf(fields.get("candidateFloor")),
  };
}

/** The runs a tenant's alerts may rest on: the one under way and the one that ended last, the newest first. */
export async function listCurrentRuns(transaction: Transaction, tenantId: string): Promise<string[]> {
  const rows = await transaction.query<{ runId: string }[]>(
    `select run_id as "runId" from (
       (select run_id, started_at from enrichment_runs
        where tenant_id = $1 and agent_id = 'nightly' and status = 'running')
       union all
       (select run_id, started_at from enrichment_runs
        where tenant_id = $1 and agent_id = 'nightly' and status <> 'running' order by started_at desc, run_id desc limit 1)
     ) current order by started_at desc, run_id desc`,
    [tenantId],
  );
  return rows.map(({ runId }) => runId);
}

/** The tenants that run nights, without a look at their policies: one that is malformed must not silence the others. */
export async function listActiveTenants(transaction: Transaction): Promise<string[]> {
  const rows = await transaction.query<{ tenantId: string }[]>(
    `select tenant_id as "tenantId" from tenants where active order by tenant_id`,
  );
  return rows.map(({ tenantId }) => tenantId);
}
