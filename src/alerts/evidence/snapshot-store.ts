import type { Transaction } from "../../database/database.ts";
import type { RunSnapshot, StageSnapshot, Undone } from "../rulebook/rule.ts";
import { withErrors } from "./error-class-store.ts";
import { readReconciled } from "./reconciled-total-store.ts";
import type { EvidenceDepth, EvidenceRequest, RuleNumbers, RunEvidence } from "./run-evidence.ts";
import {
  type JudgedRun,
  readErrorClasses,
  readMetrics,
  readRuns,
  readStages,
  readVendors,
} from "./run-figures-store.ts";
import { byRun, columnsOf, nameOf, type RunKey, withoutKey } from "./run-key.ts";
import { NO_NIGHTS } from "./service-level-store.ts";
import { readUndone } from "./undone-store.ts";
import { readWindows, type Windows } from "./window-store.ts";

const FULL_DEPTH: EvidenceDepth = { errorClasses: true, reconcile: true };

/** Everything that rules may look at in one run; null when there is no such run. */
export async function readRunEvidence(
  transaction: Transaction,
  key: RunKey,
  numbers: RuleNumbers,
  now: Date,
): Promise<RunEvidence | null> {
  const request = { keys: [key], numbersOf: () => numbers, depth: FULL_DEPTH };
  const [evidence = null] = await readRunEvidences(transaction, request, now);
  return evidence;
}

/**
 * The same for any number of runs, in nine queries at most; runs that do not exist are left out. `windows`, keyed by
 * tenant, are read here when absent.
 */
export async function readRunEvidences(
  transaction: Transaction,
  request: EvidenceRequest,
  now: Date,
  windows: Promise<Windows> | null = null,
): Promise<RunEvidence[]> {
  const runs = await readRuns(transaction, request.keys, now);
  const tenantIds = [...new Set(runs.map(({ tenantId }) => tenantId))];
  const moments = tenantIds.map((tenantId) => ({ key: tenantId, tenantId, at: now }));
  return assemble(transaction, request, {
    runs,
    windows: windows ?? readWindows((work) => work(transaction), moments),
    keyOf: ({ tenantId }) => tenantId,
    nowOf: () => now,
  });
}

/**
 * The same for runs that have ended, each as rules saw it at its end, except that a verdict given later counts too.
 * When a key to Odoo was going to expire then is not kept.
 */
export async function readPastEvidences(
  transaction: Transaction,
  request: EvidenceRequest,
): Promise<RunEvidence[]> {
  const past = (await readRuns(transaction, request.keys, new Date(0))).map((run) => ({
    ...run,
    odooExpiresAt: null,
  }));
  const nowOf = ({ endedAt, startedAt }: JudgedRun) => endedAt ?? startedAt;
  const moments = past.map((run) => ({ key: run.runId, tenantId: run.tenantId, at: nowOf(run) }));
  return assemble(transaction, request, {
    runs: past,
    windows: readWindows((work) => work(transaction), moments),
    keyOf: ({ runId }) => runId,
    nowOf,
  });
}

/** Puts the figures of runs together, as of a moment of each. */
async function assemble(
  transaction: Transaction,
  { numbersOf, depth }: EvidenceRequest,
  {
    runs,
    windows,
    keyOf,
    nowOf,
  }: {
    readonly runs: readonly JudgedRun[];
    readonly windows: Promise<Windows>;
    /** Under which key the windows have the run's. */
    readonly keyOf: (run: JudgedRun) => string;
    readonly nowOf: (run: JudgedRun) => Date;
  },
): Promise<RunEvidence[]> {
  const { verdicts, levels } = await windows;
  if (runs.length === 0) return [];
  const columns = columnsOf(runs);
  const stages = byRun(await readStages(transaction, columns));
  const errors = byRun(depth.errorClasses ? await readErrorClasses(transaction, columns) : []);
  const undone = byRun(await readUndone(transaction, columns));
  const vendors = byRun(await readVendors(transaction, columns));
  const metrics = byRun(await readMetrics(transaction, columns));
  const evidences: RunEvidence[] = [];
  for (const run of runs) {
    const name = nameOf(run);
    const left = undone.get(name) ?? [];
    const counted = (stages.get(name) ?? []).map(withoutKey).map((stage) => withUndone(stage, left));
    const ownStages = withErrors(counted, errors.get(name) ?? []);
    const ownVendors = (vendors.get(name) ?? []).map(withoutKey);
    const { candidateFloor, thresholds } = numbersOf(run.tenantId);
    // What was in progress when a run was stopped records itself after the totals were taken.
    const isCounted = depth.reconcile && run.endedAt !== null && run.status !== "cancelled";
    const snapshot: RunSnapshot = {
      tenantId: run.tenantId,
      run: describeRun(run, ownStages, candidateFloor),
      stages: ownStages,
      vendors: ownVendors,
      metrics: Object.fromEntries((metrics.get(name) ?? []).map((row) => [row.name, row.value])),
      qa: verdicts.get(keyOf(run)) ?? { passes: 0, fails: 0, needsReview: 0, pending: 0, nights: [] },
      reconciled: isCounted ? await readReconciled(transaction, run, ownStages, ownVendors) : null,
      serviceLevels: levels.get(keyOf(run)) ?? NO_NIGHTS,
      thresholds,
      now: nowOf(run),
    };
    evidences.push({ snapshot, supersededAt: run.supersededAt });
  }
  return evidences;
}

function describeRun(
  run: JudgedRun,
  stages: readonly StageSnapshot[],
  candidateFloor: number,
): RunSnapshot["run"] {
  const manifest = readManifest(run.manifest);
  return {
    runId: run.runId,
    status: run.status,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    scheduled: run.trigger === "schedule",
    fullRun: manifest.skip === 0,
    cap: manifest.cap ?? Number.MAX_SAFE_INTEGER,
    candidateFloor: manifest.candidateFloor ?? candidateFloor,
    odooReady: isOdooReady(run.odooKeyExpired, stages),
    odooExpiresAt: run.odooExpiresAt,
  };
}

function withUndone(
  stage: StageSnapshot,
  left: readonly (Undone & { readonly stage: string })[],
): StageSnapshot {
  const own = left.find((one) => one.stage === stage.stage);
  return own === undefined ? stage : { ...stage, undone: { failed: own.failed, notTried: own.notTried } };
}

/** A key past its expiry date counts as expired unless this run has exported with it. */
function isOdooReady(keyExpired: boolean | null, stages: readonly StageSnapshot[]): boolean | null {
  if (keyExpired !== true) return keyExpired === null ? null : true;
  return stages.some(({ stage, countSuccess }) => stage === "export_odoo" && countSuccess > 0);
}

/** The fields of a manifest that rules need; a run of another version or agent may not have them. */
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
