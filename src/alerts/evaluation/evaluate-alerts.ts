import type { Transaction } from "../../database/database.ts";
import { listScheduledTenants, type TenantSelection } from "../../database/tenants/scheduled-tenant-store.ts";
import {
  listActiveTenants,
  readSettingsOrDefault,
  readTenantOrDefault,
} from "../../database/tenants/tenant-store.ts";
import { NotFoundError } from "../../errors.ts";
import { errorFields } from "../../logger.ts";
import { readAgentEvidence } from "../evidence/agent-evidence-store.ts";
import { listCurrentRuns } from "../evidence/current-run-store.ts";
import { addErrorClasses } from "../evidence/error-class-store.ts";
import type { RunKey } from "../evidence/run-key.ts";
import { readScheduleSnapshots } from "../evidence/schedule-snapshot-store.ts";
import { readRunEvidence, readRunEvidences } from "../evidence/snapshot-store.ts";
import { readWindows, type Windows } from "../evidence/window-store.ts";
import { refreshRunNotes } from "../notify/thread-note-store.ts";
import { askForDiagnosesAgain } from "../raising/ask-for-diagnoses.ts";
import type { Judged } from "../raising/decide-assessments.ts";
import { type RaiseDependencies, recordAssessments } from "../raising/record-assessment.ts";
import { retireOrphans } from "../raising/retire-alerts.ts";
import { readAllRuleOverrides, readRuleOverrides } from "../settings/rule-store.ts";
import { judgeAgents, judgeRun, judgeSchedules, type RuledTenant } from "./judge-run.ts";

/**
 * Judges a run, and what it means for its tenant's schedules, by the built-in rules, and applies the result to the tenant's
 * alerts. Doing it again changes nothing that people see. Throws NotFoundError.
 */
export async function evaluateRun(dependencies: RaiseDependencies, key: RunKey): Promise<void> {
  const { database, clock } = dependencies;
  const { tenantId, runId } = key;
  const now = clock();
  const { policy } = await readTenantOrDefault(database, tenantId);
  const judged = await database.withTenant(tenantId, async (transaction) => {
    const overrides = await readRuleOverrides(transaction, tenantId, policy.thresholds);
    const numbers = { candidateFloor: policy.candidateFloor, thresholds: overrides.thresholds };
    const evidence = await readRunEvidence(transaction, key, numbers, now);
    if (evidence === null) throw new NotFoundError("run", runId);
    // Only the sweep knows whether the tenant's schedules should run.
    const asked = [{ tenantId, scheduled: false, thresholds: overrides.thresholds }];
    const snapshots = await readScheduleSnapshots(transaction, asked, now);
    const tenant = { tenantId, policy, overrides };
    return [
      ...judgeRun(evidence, tenant, new Set()),
      ...snapshots.flatMap((snapshot) => judgeSchedules(snapshot, tenant)),
    ];
  });
  await bring(dependencies, judged);
  await database.withTenant(tenantId, async (transaction) => {
    await refreshRunNotes(transaction, key);
    await askForDiagnosesAgain(transaction, key);
  });
}

/**
 * Judges every active tenant's current and last run, its schedules, and the agents its own rules name, in a number of
 * queries that does not depend on the number of tenants. A tenant that cannot be judged is logged and does not stop the
 * others. Returns how many runs were judged and how many tenants could not be. `selection` says which tenants' schedules
 * should run; null: this process does not know.
 */
export async function sweepAlerts(
  dependencies: RaiseDependencies,
  selection: TenantSelection | null = null,
): Promise<{ readonly judged: number; readonly failed: number }> {
  const { database, clock, logger } = dependencies;
  const failed = new Set<string>();
  const fail = (tenantId: string, error: unknown) => {
    failed.add(tenantId);
    logger.error("alerts_not_evaluated", { ...errorFields(error), tenantId });
  };
  const now = clock();
  const tenantIds = (await database.withService(listActiveTenants)).map(({ tenantId }) => tenantId);
  const moments = tenantIds.map((tenantId) => ({ key: tenantId, tenantId, at: now }));
  const windows = readWindows((work) => database.withService(work), moments);
  const fleet = database.withService((transaction) =>
    judgeFleet(transaction, { selection, windows, fail }, now),
  );
  const [{ judged, runs }] = await Promise.all([fleet, windows]);
  try {
    await bring(dependencies, judged);
  } catch (cause) {
    logger.warn("alerts_brought_tenant_by_tenant", errorFields(cause));
    // One tenant's alert that cannot be written must not hold up the others: retry tenant by tenant, at the cost of more queries.
    for (const [tenantId, own] of Map.groupBy(judged, ({ origin }) => origin.tenantId)) {
      try {
        await bring(dependencies, own);
      } catch (error) {
        fail(tenantId, error);
      }
    }
  }
  await database.withService((transaction) => retireOrphans(transaction, clock()));
  return { judged: runs.filter(({ tenantId }) => !failed.has(tenantId)).length, failed: failed.size };
}

/** What the rules decide for every active tenant. */
async function judgeFleet(
  transaction: Transaction,
  {
    selection,
    windows,
    fail,
  }: {
    readonly selection: TenantSelection | null;
    readonly windows: Promise<Windows>;
    readonly fail: (tenantId: string, error: unknown) => void;
  },
  now: Date,
): Promise<{ readonly judged: Judged[]; readonly runs: readonly RunKey[] }> {
  const tenants = await readRuledTenants(transaction);
  const tenantIds = [...tenants.keys()];
  const runs = await listCurrentRuns(transaction, tenantIds);
  const settled = new Set<string>();
  const ofTenant = <Row extends { readonly tenantId: string }>(
    rows: readonly Row[],
    judge: (row: Row, tenant: RuledTenant) => Judged[],
  ) =>
    rows.flatMap((row) => {
      const tenant = tenants.get(row.tenantId);
      if (tenant === undefined) return [];
      try {
        return judge(row, tenant);
      } catch (error) {
        fail(row.tenantId, error);
        return [];
      }
    });
  const numbersOf = (tenantId: string) => {
    const tenant = tenants.get(tenantId);
    return {
      candidateFloor: tenant?.policy.candidateFloor ?? 0,
      thresholds: tenant?.overrides.thresholds ?? {},
    };
  };
  // The event log is read only for runs with a finding that it can explain; events are counted when a run ends.
  const depth = { errorClasses: false, reconcile: false };
  const evidences = (await readRunEvidences(transaction, { keys: runs, numbersOf, depth }, now, windows)).map(
    (evidence) => ({
      tenantId: evidence.snapshot.tenantId,
      evidence,
    }),
  );
  const troubled = evidences.filter(
    ({ evidence, tenantId }) =>
      evidence.snapshot.stages.some(({ countError }) => countError > 0) &&
      ofTenant([{ tenantId }], (_, tenant) => judgeRun(evidence, tenant, new Set())).some(
        ({ assessment }) => assessment.finding !== null,
      ),
  );
  const detailed = await addErrorClasses(
    transaction,
    troubled.map(({ evidence }) => evidence),
  );
  const withClasses = new Map(detailed.map((evidence) => [evidence.snapshot.run.runId, evidence]));
  const scheduled = new Set(
    selection === null
      ? []
      : (await listScheduledTenants(transaction, selection)).map(({ tenantId }) => tenantId),
  );
  const schedules = await readScheduleSnapshots(
    transaction,
    tenantIds.map((tenantId) => ({
      tenantId,
      scheduled: scheduled.has(tenantId),
      thresholds: numbersOf(tenantId).thresholds,
    })),
    now,
  );
  return {
    runs,
    judged: [
      ...ofTenant(evidences, ({ evidence }, tenant) =>
        judgeRun(withClasses.get(evidence.snapshot.run.runId) ?? evidence, tenant, settled),
      ),
      ...ofTenant(schedules, judgeSchedules),
      ...ofTenant(await readAgentEvidence(transaction, null, now), (rule, tenant) =>
        judgeAgents(rule, tenant, now),
      ),
    ],
  };
}

async function readRuledTenants(transaction: Transaction): Promise<ReadonlyMap<string, RuledTenant>> {
  const tenants = (await listActiveTenants(transaction)).map(readSettingsOrDefault);
  const overridesOf = await readAllRuleOverrides(transaction);
  return new Map(
    tenants.map(({ tenantId, policy }) => [
      tenantId,
      { tenantId, policy, overrides: overridesOf(tenantId, policy.thresholds) },
    ]),
  );
}

async function bring(dependencies: RaiseDependencies, judged: readonly Judged[]): Promise<void> {
  const changes = await recordAssessments(dependencies, judged);
  for (const [index, { assessment, origin }] of judged.entries()) {
    const status = changes[index] ?? null;
    if (status === null) continue;
    const { tenantId, runId } = origin;
    dependencies.logger.info("alert_changed", { tenantId, runId, status, errorCode: assessment.ruleId });
  }
}
