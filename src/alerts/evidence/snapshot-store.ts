import type { Transaction } from "../../database/database.ts";
import type { VerdictCounts } from "../../qa/rates/pass-rate.ts";
import type { RunSnapshot, ServiceLevels, StageSnapshot } from "../rulebook/rule.ts";
import { readReconciled } from "./reconcile-store.ts";
import {
  byRun,
  columnsOf,
  type ErrorClass,
  nameOf,
  type RunKey,
  readErrorClasses,
  readMetrics,
  readRuns,
  readStages,
  readVendors,
  readVerdictCounts,
  withoutKey,
} from "./run-figures-store.ts";
import { NO_NIGHTS, readServiceLevels } from "./service-level-store.ts";

/** A run as rules see it, and whether it is still the tenant's newest. */
export interface RunEvidence {
  readonly snapshot: RunSnapshot;
  /** When a newer run of the same agent began, which knows better about what both judge; null when there is none. */
  readonly supersededAt: Date | null;
}

/** What a tenant's rules are judged by. */
export interface RuleNumbers {
  readonly candidateFloor: number;
  readonly thresholds: Readonly<Record<string, number>>;
}

/** How much is read of the event log, which is by far the largest part of a run. */
export interface EvidenceDepth {
  /** The classes of failed items, which no rule decides by, but which findings name. */
  readonly errorClasses: boolean;
  /** All events of a run that ended, counted. */
  readonly reconcile: boolean;
}

const FULL_DEPTH: EvidenceDepth = { errorClasses: true, reconcile: true };

/** Everything that rules may look at of a run; null when there is no such run. */
export async function readRunEvidence(
  transaction: Transaction,
  key: RunKey,
  numbers: RuleNumbers,
  now: Date,
): Promise<RunEvidence | null> {
  const [evidence = null] = await readRunEvidences(transaction, [key], () => numbers, now, FULL_DEPTH);
  return evidence;
}

/** What is known of tenants over many nights. */
export interface TenantWindows {
  readonly verdicts: ReadonlyMap<string, VerdictCounts>;
  readonly levels: ReadonlyMap<string, ServiceLevels>;
}

/** Reads them in two queries, which are the longest of all: `read` may do both at a time. */
export async function readWindows(
  read: <Result>(work: (transaction: Transaction) => Promise<Result>) => Promise<Result>,
  tenantIds: readonly string[],
  now: Date,
): Promise<TenantWindows> {
  const [verdicts, levels] = await Promise.all([
    read((transaction) => readVerdictCounts(transaction, tenantIds, now)),
    read((transaction) => readServiceLevels(transaction, tenantIds, now)),
  ]);
  return { verdicts, levels };
}

/** The same of any number of runs, in eight queries at most; without those there are not. */
export async function readRunEvidences(
  transaction: Transaction,
  keys: readonly RunKey[],
  numbersOf: (tenantId: string) => RuleNumbers,
  now: Date,
  depth: EvidenceDepth,
  windows: Promise<TenantWindows> | null = null,
): Promise<RunEvidence[]> {
  const runs = keys.length === 0 ? [] : await readRuns(transaction, keys, now);
  if (runs.length === 0) return [];
  const columns = columnsOf(runs);
  const tenantIds = [...new Set(runs.map(({ tenantId }) => tenantId))];
  const stages = byRun(await readStages(transaction, columns));
  const errors = byRun(depth.errorClasses ? await readErrorClasses(transaction, columns) : []);
  const vendors = byRun(await readVendors(transaction, columns));
  const metrics = byRun(await readMetrics(transaction, columns));
  const { verdicts, levels } = await (windows ?? readWindows((work) => work(transaction), tenantIds, now));
  return Promise.all(
    runs.map(async (run): Promise<RunEvidence> => {
      const { tenantId, runId, supersededAt } = run;
      const name = nameOf(run);
      const numbers = numbersOf(tenantId);
      const { skip, cap, candidateFloor } = readManifest(run.manifest);
      const ownStages = withErrors((stages.get(name) ?? []).map(withoutKey), errors.get(name) ?? []);
      const ownVendors = (vendors.get(name) ?? []).map(withoutKey);
      const snapshot: RunSnapshot = {
        tenantId,
        run: {
          runId,
          status: run.status,
          startedAt: run.startedAt,
          endedAt: run.endedAt,
          scheduled: run.trigger === "schedule",
          fullRun: skip === 0,
          cap: cap ?? Number.MAX_SAFE_INTEGER,
          candidateFloor: candidateFloor ?? numbers.candidateFloor,
          odooReady: isOdooReady(run.odooKeyExpired, ownStages),
          odooExpiresAt: run.odooExpiresAt,
        },
        stages: ownStages,
        vendors: ownVendors,
        metrics: Object.fromEntries((metrics.get(name) ?? []).map((row) => [row.name, row.value])),
        qa: verdicts.get(tenantId) ?? { passes: 0, fails: 0, needsReview: 0, pending: 0 },
        // Of a run that was stopped, what was under way tells of itself after the totals were taken.
        reconciled:
          run.endedAt === null || run.status === "cancelled" || !depth.reconcile
            ? null
            : await readReconciled(transaction, run, ownStages, ownVendors),
        serviceLevels: levels.get(tenantId) ?? NO_NIGHTS,
        thresholds: numbers.thresholds,
        now,
      };
      return { snapshot, supersededAt };
    }),
  );
}

/** The classes of failed items of runs, in one query. */
export async function addErrorClasses(
  transaction: Transaction,
  evidences: readonly RunEvidence[],
): Promise<RunEvidence[]> {
  if (evidences.length === 0) return [];
  const keys = evidences.map(({ snapshot: { tenantId, run } }) => ({ tenantId, runId: run.runId }));
  const errors = byRun(await readErrorClasses(transaction, columnsOf(keys)));
  return evidences.map((evidence) => {
    const { tenantId, run, stages } = evidence.snapshot;
    const own = errors.get(nameOf({ tenantId, runId: run.runId })) ?? [];
    return { ...evidence, snapshot: { ...evidence.snapshot, stages: withErrors(stages, own) } };
  });
}

function withErrors(stages: readonly StageSnapshot[], errors: readonly ErrorClass[]): StageSnapshot[] {
  return stages.map((stage) => ({
    ...stage,
    topErrors: errors
      .filter((error) => error.stage === stage.stage)
      .map(({ errorCode, count }) => ({ errorCode, count })),
  }));
}

/** A key past its date is believed to be dead unless this very run has exported with it. */
export function isOdooReady(keyExpired: boolean | null, stages: readonly StageSnapshot[]): boolean | null {
  if (keyExpired !== true) return keyExpired === null ? null : true;
  return stages.some(({ stage, countSuccess }) => stage === "export_odoo" && countSuccess > 0);
}

/** The fields of a manifest that rules need; a run of another version or agent may lack them. */
export function readManifest(manifest: unknown): {
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

/** The runs that tenants' alerts may rest on: the one under way and the one that ended last, of each tenant the newest first. */
export async function listCurrentRuns(
  transaction: Transaction,
  tenantIds: readonly string[],
): Promise<RunKey[]> {
  return transaction.query<RunKey[]>(
    `select k.tenant_id as "tenantId", c.run_id as "runId" from unnest($1::text[]) as k (tenant_id)
       join lateral (
         (select run_id, started_at from enrichment_runs
          where tenant_id = k.tenant_id and agent_id = 'nightly' and status = 'running')
         union all
         (select run_id, started_at from enrichment_runs
          where tenant_id = k.tenant_id and agent_id = 'nightly' and status <> 'running'
          order by started_at desc, run_id desc limit 1)
       ) c on true
     order by k.tenant_id, c.started_at desc, c.run_id desc`,
    [tenantIds],
  );
}
