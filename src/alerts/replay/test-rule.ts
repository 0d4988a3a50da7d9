import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import { readTenant } from "../../database/tenants/tenant-store.ts";
import { InvalidInputError } from "../../errors.ts";
import { readAgentEvidence } from "../evidence/agent-evidence-store.ts";
import { listCurrentRuns } from "../evidence/current-run-store.ts";
import { readRunEvidence } from "../evidence/snapshot-store.ts";
import { AGENT_RULE_TYPES } from "../rulebook/agent-rule-table.ts";
import { assessRules } from "../rulebook/evaluate-rules.ts";
import type { Finding } from "../rulebook/rule.ts";
import { assessAgentRule } from "../rules/assess-agent-rule.ts";
import { findBuiltInRule } from "../rules/rule-catalogue.ts";
import { RULES } from "../rules/rules.ts";
import { checkThresholds } from "../settings/check-rule-settings.ts";
import { readRule, readRuleOverrides } from "../settings/rule-store.ts";

/** What a rule finds now, without raising an alert. */
export interface RuleTest {
  /** The run it was tested on; null when it is about no run. */
  readonly runId: string | null;
  readonly findings: readonly Finding[];
}

/**
 * Tests a rule on the tenant's newest run, or on its agent, with these thresholds instead of the stored ones. Writes
 * nothing. Throws NotFoundError, or InvalidInputError when it cannot be tested like this.
 */
export async function testRule(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  tenantId: string,
  { ruleId, thresholds = {} }: { readonly ruleId: string; readonly thresholds?: Record<string, number> },
): Promise<RuleTest> {
  const now = clock();
  const { policy } = await readTenant(database, tenantId);
  const view = await database.withTenant(tenantId, (transaction) =>
    readRule(transaction, tenantId, ruleId, policy.thresholds),
  );
  if (view.type !== "built_in") {
    checkThresholds(AGENT_RULE_TYPES[view.type], thresholds);
    const evidence = await database.withService((transaction) =>
      readAgentEvidence(transaction, tenantId, now),
    );
    const own = evidence.find((row) => row.ruleId === view.ruleId);
    if (own === undefined) throw new InvalidInputError("rule", "is switched off; switch it on to test it");
    const tried = { ...own, thresholds: { ...own.thresholds, ...thresholds } };
    const finding = assessAgentRule(tried, own, now)?.finding ?? null;
    return { runId: null, findings: finding === null ? [] : [finding] };
  }
  const settings = findBuiltInRule(tenantId, view.ruleId);
  checkThresholds(settings, thresholds);
  const rule = RULES.find(({ id }) => id === settings.id);
  if (rule === undefined)
    throw new InvalidInputError("rule", "is judged by schedules and cannot be tested on a run");
  return database.withTenant(tenantId, async (transaction) => {
    const [newest] = await listCurrentRuns(transaction, [tenantId]);
    if (newest === undefined)
      throw new InvalidInputError("rule", "cannot be tested: the tenant has had no run");
    const { runId } = newest;
    const own = await readRuleOverrides(transaction, tenantId, policy.thresholds);
    const merged: Record<string, number> = { ...own.thresholds };
    for (const [name, value] of Object.entries(thresholds)) merged[`${rule.id}.${name}`] = value;
    const evidence = await readRunEvidence(
      transaction,
      { tenantId, runId },
      { ...policy, thresholds: merged },
      now,
    );
    if (evidence === null) return { runId, findings: [] };
    const assessments = assessRules(evidence.snapshot, [rule]);
    return { runId, findings: assessments.flatMap(({ finding }) => (finding === null ? [] : [finding])) };
  });
}
