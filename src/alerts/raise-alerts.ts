import type { Database } from "../database/database.ts";
import { listScheduledTenants, type TenantSelection } from "../database/scheduled-tenant-store.ts";
import { readPolicyOrDefault } from "../database/tenant-store.ts";
import { NotFoundError } from "../errors.ts";
import { errorFields } from "../logger.ts";
import { customiseRules } from "./customise-rules.ts";
import { assessRules, fingerprint, RULE_ITSELF } from "./evaluate-rules.ts";
import { judgeAgents } from "./judge-agents.ts";
import { judgeSchedules } from "./judge-schedules.ts";
import { type RaiseDependencies, recordAssessment } from "./record-assessment.ts";
import { alertChannel, alertNotifiers } from "./routing.ts";
import type { AlertRule, Assessment } from "./rule.ts";
import { readRuleOverrides } from "./rule-store.ts";
import { RULES } from "./rules.ts";
import { listActiveTenants, listCurrentRuns, readRunEvidence } from "./snapshot-store.ts";

/** A run of a tenant. */
interface RunKey {
  readonly tenantId: string;
  readonly runId: string;
}

/**
 * Judges a run by the built-in rules and brings what they say to the tenant's alerts. Doing it again changes nothing
 * that people see. Throws NotFoundError.
 */
export async function evaluateRun(dependencies: RaiseDependencies, key: RunKey): Promise<void> {
  await judgeRun(dependencies, key, RULES, new Set());
}

/** `settled` names what a newer run has judged already, which stands; what this one judges is added. */
async function judgeRun(
  dependencies: RaiseDependencies,
  { tenantId, runId }: RunKey,
  builtIn: readonly AlertRule[],
  settled: Set<string>,
): Promise<void> {
  const { database, clock, logger } = dependencies;
  const policy = await readPolicyOrDefault(database, tenantId);
  const { evidence, changes } = await database.withTenant(tenantId, async (transaction) => {
    const own = await readRuleOverrides(transaction, tenantId, policy.thresholds);
    const settings = { ...policy, thresholds: own.thresholds };
    return {
      evidence: await readRunEvidence(transaction, { tenantId, runId }, settings, clock()),
      changes: own.changes,
    };
  });
  if (evidence === null) throw new NotFoundError("run", runId);
  const { snapshot, supersededAt } = evidence;
  const log = logger.child("nightshift", { tenantId, runId });
  const rules = customiseRules(builtIn, changes);
  for (const assessment of assessRules(snapshot, rules)) {
    const rule = rules.find(({ id }) => id === assessment.ruleId);
    if (rule === undefined || (supersededAt !== null && !isAboutRunItself(rule, assessment))) continue;
    const name = fingerprint(assessment, tenantId);
    if (settled.has(name)) continue;
    settled.add(name);
    const change = await recordAssessment(dependencies, assessment, rule, {
      tenantId,
      runId,
      supersededAt,
      channelOf: (severity) => alertChannel({ severity, topic: rule.topic }, policy),
      alsoTell: (severity) => alertNotifiers({ severity, ruleId: rule.id }, policy),
    });
    if (change !== null) log.info("alert_changed", { status: change, errorCode: rule.id });
  }
}

/** The newest run speaks for what no run owns (verdicts of many nights, the set-up of the rules): two would take turns. */
function isAboutRunItself({ window }: AlertRule, { subject }: Assessment): boolean {
  return window === "run" && subject !== RULE_ITSELF;
}

/**
 * Judges the run under way and the one that ended last, of every active tenant, what became of its schedules,
 * and the agents its own rules name. A
 * tenant that cannot be judged is logged and does not stop the others. Returns how many runs were judged and how many
 * failed to be. `selection` says which tenants' runs are expected to begin; null: this process does not know.
 */
export async function sweepAlerts(
  dependencies: RaiseDependencies,
  selection: TenantSelection | null = null,
): Promise<{ readonly judged: number; readonly failed: number }> {
  const { database, logger } = dependencies;
  let [judged, failed] = [0, 0];
  const scheduled = await listScheduledIds(database, selection);
  for (const tenantId of await database.withService(listActiveTenants)) {
    try {
      const runs = await database.withTenant(tenantId, (transaction) =>
        listCurrentRuns(transaction, tenantId),
      );
      const settled = new Set<string>();
      for (const runId of runs) {
        await judgeRun(dependencies, { tenantId, runId }, RULES, settled);
        judged += 1;
      }
      await judgeSchedules(dependencies, { tenantId, scheduled: scheduled.has(tenantId) });
    } catch (error) {
      failed += 1;
      logger.error("alerts_not_evaluated", { ...errorFields(error), tenantId });
    }
  }
  await judgeAgents(dependencies);
  return { judged, failed };
}

async function listScheduledIds(
  database: Database,
  selection: TenantSelection | null,
): Promise<ReadonlySet<string>> {
  if (selection === null) return new Set();
  const tenants = await database.withService((transaction) => listScheduledTenants(transaction, selection));
  return new Set(tenants.map(({ tenantId }) => tenantId));
}
