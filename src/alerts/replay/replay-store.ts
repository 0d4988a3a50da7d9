import type { Transaction } from "../../database/database.ts";
import type { RunStatus } from "../../entities/vocabulary.ts";
import type { VerdictCounts } from "../../qa/rates/pass-rate.ts";
import { readReconciled } from "../evidence/reconcile-store.ts";
import { QA_WINDOW_NIGHTS, QA_WINDOW_VERDICTS } from "../evidence/run-figures-store.ts";
import { NO_NIGHTS, readServiceLevelsAt } from "../evidence/service-level-store.ts";
import { isOdooReady, readManifest } from "../evidence/snapshot-store.ts";
import type { Reconciled, StageSnapshot, VendorSnapshot } from "../rulebook/rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import type { ReplayRun } from "./replay-rule.ts";

/** Runs read at a time, in seven queries whatever their number; RC-13 takes one more a run, to count its events. */
export const REPLAY_BATCH = 100;

/** Where a batch begins: right after this run; null for the first one since `since`. */
export interface ReplayCursor {
  readonly startedAt: Date;
  readonly runId: string;
}

interface RunRow extends ReplayCursor {
  readonly status: RunStatus;
  readonly trigger: string;
  readonly manifest: unknown;
  readonly endedAt: Date;
  readonly odooKeyExpired: boolean | null;
  readonly fired: boolean;
  readonly notUseful: boolean;
}

interface OfRun {
  readonly runId: string;
}

/**
 * The tenant's nights since then that are over, the oldest first, as rules saw them when they ended, but for verdicts
 * that came later and the classes of errors, which no rule decides by. `ruleId`: whose alerts count as fired.
 */
export async function readReplayBatch(
  transaction: Transaction,
  wanted: {
    readonly tenantId: string;
    readonly ruleId: string;
    readonly since: Date;
    readonly after: ReplayCursor | null;
  },
  policy: { readonly candidateFloor: number; readonly thresholds: Readonly<Record<string, number>> },
): Promise<ReplayRun[]> {
  const { tenantId } = wanted;
  const runs = await readRuns(transaction, wanted);
  const ids = runs.map(({ runId }) => runId);
  const stages = Map.groupBy(await readStages(transaction, tenantId, ids), ({ runId }) => runId);
  const vendors = Map.groupBy(await readVendors(transaction, tenantId, ids), ({ runId }) => runId);
  const metrics = Map.groupBy(await readMetrics(transaction, tenantId, ids), ({ runId }) => runId);
  const verdicts = Map.groupBy(await readVerdicts(transaction, tenantId, runs), ({ runId }) => runId);
  const levels = await readServiceLevelsAt(
    transaction,
    runs.map(({ runId, endedAt }) => ({ key: runId, tenantId, at: endedAt })),
  );
  const reconciled = new Map<string, readonly Reconciled[] | null>();
  if (wanted.ruleId === RULE_TABLE["RC-13"].id) {
    for (const runId of ids) {
      const own = [stages.get(runId) ?? [], vendors.get(runId) ?? []] as const;
      reconciled.set(runId, await readReconciled(transaction, { tenantId, runId }, ...own));
    }
  }
  return runs.map((run) => {
    const { runId, status, trigger, startedAt, endedAt, odooKeyExpired, fired, notUseful } = run;
    const { skip, cap, candidateFloor } = readManifest(run.manifest);
    const ownStages = (stages.get(runId) ?? []).map(withoutRun);
    const [qa] = verdicts.get(runId) ?? [];
    return {
      fired,
      notUseful,
      snapshot: {
        tenantId,
        run: {
          runId,
          status,
          startedAt,
          endedAt,
          scheduled: trigger === "schedule",
          fullRun: skip === 0,
          cap: cap ?? Number.MAX_SAFE_INTEGER,
          candidateFloor: candidateFloor ?? policy.candidateFloor,
          odooReady: isOdooReady(odooKeyExpired, ownStages),
          // What held back then is not kept; replay.ts says which rules that leaves out.
          odooExpiresAt: null,
        },
        stages: ownStages,
        vendors: (vendors.get(runId) ?? []).map(withoutRun),
        metrics: Object.fromEntries((metrics.get(runId) ?? []).map(({ name, value }) => [name, value])),
        qa: qa ?? { passes: 0, fails: 0, needsReview: 0, pending: 0 },
        reconciled: reconciled.get(runId) ?? null,
        serviceLevels: levels.get(runId) ?? NO_NIGHTS,
        thresholds: policy.thresholds,
        now: endedAt,
      },
    };
  });
}

// oxlint-disable-next-line no-unused-vars -- left out on purpose
function withoutRun<Row extends OfRun>({ runId: _, ...row }: Row): Omit<Row, "runId"> {
  return row;
}

/**
 * A run has fired when its alert was raised before the next run began, or was still found at its end; that was not useful
 * when somebody said so of the alert.
 */
async function readRuns(
  transaction: Transaction,
  { tenantId, ruleId, since, after }: Parameters<typeof readReplayBatch>[1],
): Promise<RunRow[]> {
  return transaction.query<RunRow[]>(
    `with nights as (
       select r.*, lead(r.started_at) over (order by r.started_at, r.run_id) as next_at from enrichment_runs r
       where r.tenant_id = $1 and r.agent_id = 'nightly' and r.started_at >= $3)
     select n.run_id as "runId", n.status, n.trigger, n.manifest, n.started_at as "startedAt", n.ended_at as "endedAt",
       (select coalesce(o.expires_at <= n.ended_at, false) from odoo_connections o
         where o.tenant_id = n.tenant_id and o.active) as "odooKeyExpired",
       coalesce(f.fired, false) as fired, coalesce(f.not_useful, false) as "notUseful"
     from nights n left join lateral (
       select true as fired, bool_or(exists (select 1 from alert_feedback b
         where b.tenant_id = a.tenant_id and b.alert_id = a.alert_id and not b.useful)) as not_useful
       from alerts a where a.tenant_id = $1 and a.rule_id = $2 and a.subject <> 'rule' and not a.drill
         and ((a.fired_at < n.started_at and a.last_seen_at >= n.ended_at)
           or exists (select 1 from alert_transitions t where t.tenant_id = a.tenant_id and t.alert_id = a.alert_id
             and t.reason in ('fired', 'refired') and t.at >= n.started_at and (n.next_at is null or t.at < n.next_at)))
       having count(*) > 0) f on true
     where n.status <> 'running' and n.ended_at is not null
       and ($4::timestamptz is null or (n.started_at, n.run_id) > ($4, $5::uuid))
     order by n.started_at, n.run_id limit ${REPLAY_BATCH}`,
    [tenantId, ruleId, since, after?.startedAt ?? null, after?.runId ?? null],
  );
}

async function readStages(
  transaction: Transaction,
  tenantId: string,
  runIds: readonly string[],
): Promise<(StageSnapshot & OfRun)[]> {
  const rows = await transaction.query<(Omit<StageSnapshot, "topErrors"> & OfRun)[]>(
    `select run_id as "runId", stage, status, count_total::float8 as "countTotal", count_success::float8 as "countSuccess",
       count_error::float8 as "countError", count_blocked::float8 as "countBlocked",
       count_skipped::float8 as "countSkipped", p95_ms as "p95Ms", started_at as "startedAt", ended_at as "endedAt"
     from run_stage_stats where tenant_id = $1 and run_id = any ($2)`,
    [tenantId, runIds],
  );
  return rows.map((row) => ({ ...row, topErrors: [] }));
}

async function readVendors(
  transaction: Transaction,
  tenantId: string,
  runIds: readonly string[],
): Promise<(VendorSnapshot & OfRun)[]> {
  return transaction.query<(VendorSnapshot & OfRun)[]>(
    `select run_id as "runId", vendor, calls::float8 as calls, errors::float8 as errors,
       rate_limit_hits::float8 as "rateLimitHits", quota_exhausted as "quotaExhausted",
       case when unpriced_calls = 0 then cost_nano_usd::float8 / 1e9 end as "costUsd",
       unpriced_calls::float8 as "unpricedCalls"
     from run_vendor_usage where tenant_id = $1 and run_id = any ($2) order by vendor`,
    [tenantId, runIds],
  );
}

async function readMetrics(
  transaction: Transaction,
  tenantId: string,
  runIds: readonly string[],
): Promise<(OfRun & { readonly name: string; readonly value: number | null })[]> {
  return transaction.query<(OfRun & { name: string; value: number | null })[]>(
    `select run_id as "runId", name, value from run_metrics where tenant_id = $1 and run_id = any ($2)`,
    [tenantId, runIds],
  );
}

/** The window of verdicts as it stood at each run's end. */
async function readVerdicts(
  transaction: Transaction,
  tenantId: string,
  runs: readonly RunRow[],
): Promise<(VerdictCounts & OfRun)[]> {
  return transaction.query<(VerdictCounts & OfRun)[]>(
    `select w.run_id as "runId",
       count(*) filter (where q.result = 'pass' and q.place <= $4)::int as passes,
       count(*) filter (where q.result = 'fail' and q.place <= $4)::int as fails,
       count(*) filter (where q.result = 'needs_review')::int as "needsReview",
       count(q.sample_no) filter (where q.result is null)::int as pending
     from unnest($2::uuid[], $3::timestamptz[]) as w (run_id, ended_at)
       left join lateral (select s.result, s.sample_no, row_number() over (partition by s.result in ('pass', 'fail')
           order by s.created_at desc, s.run_id, s.sample_no) as place
         from qa_samples s where s.tenant_id = $1 and s.created_at <= w.ended_at
           and s.created_at > w.ended_at - make_interval(days => $5)) q on true
     group by w.run_id`,
    [
      tenantId,
      runs.map(({ runId }) => runId),
      runs.map(({ endedAt }) => endedAt),
      QA_WINDOW_VERDICTS,
      QA_WINDOW_NIGHTS,
    ],
  );
}
