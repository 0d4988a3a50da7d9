import { assessRules, RULE_ITSELF } from "../evaluate-rules.ts";
import { assessPartitions } from "../partition-health.ts";
import type { AlertRule, Assessment, Finding, RuleSettings, RunSnapshot } from "../rule.ts";
import { candidateCount } from "../rules/candidate-count.ts";
import { crawlErrorRate } from "../rules/crawl-error-rate.ts";
import { odooExport } from "../rules/odoo-export.ts";
import { odooKeyExpiry } from "../rules/odoo-key-expiry.ts";
import { openaiRateLimit } from "../rules/openai-rate-limit.ts";
import { qaPassRate } from "../rules/qa-pass-rate.ts";
import { serviceLevel } from "../rules/service-level.ts";
import { totalsReconcile } from "../rules/totals-reconcile.ts";
import { unpricedCalls } from "../rules/unpriced-calls.ts";
import { vendorQuota } from "../rules/vendor-quota.ts";
import { vendorRateLimit } from "../rules/vendor-rate-limit.ts";
import { viewRefresh } from "../rules/view-refresh.ts";
import { calmNight, drillStage, drillVendor } from "./calm-night.ts";

/** Makes up a condition as it would be at a moment, and has its rule judge it. */
export type DrillScenario = (now: Date) => readonly Assessment[];

const DAY_MS = 86_400_000;

/** A condition that is bad enough for each built-in rule, by the rule's id; `calmNight` with one thing wrong. */
export const DRILL_SCENARIOS: Readonly<Record<string, DrillScenario>> = {
  [viewRefresh.id]: night(viewRefresh, {
    stages: [drillStage("mv_refresh", { status: "failed", countSuccess: 0, countError: 1 })],
  }),
  [crawlErrorRate.id]: night(crawlErrorRate, {
    stages: [
      drillStage("crawl", {
        countSuccess: 60,
        countError: 40,
        topErrors: [{ errorCode: "timeout", count: 40 }],
      }),
    ],
  }),
  [vendorQuota.id]: night(vendorQuota, {
    vendors: [drillVendor("lusha", { errors: 5, quotaExhausted: true })],
  }),
  [openaiRateLimit.id]: night(openaiRateLimit, { vendors: [drillVendor("openai", { rateLimitHits: 40 })] }),
  [candidateCount.id]: night(candidateCount, {
    stages: [drillStage("select_targets")],
    metrics: { candidates_selected: 3, candidates_pre_filter: 80 },
  }),
  [odooExport.id]: night(odooExport, {
    stages: [drillStage("export_odoo", { countSuccess: 0, countError: 100 })],
  }),
  [vendorRateLimit.id]: night(vendorRateLimit, { vendors: [drillVendor("tavily", { rateLimitHits: 40 })] }),
  [qaPassRate.id]: night(qaPassRate, { qa: { passes: 10, fails: 30, needsReview: 2, pending: 0 } }),
  [totalsReconcile.id]: night(totalsReconcile, {
    reconciled: [{ name: "crawl", of: "stage", stored: 100, counted: 90, by: "events" }],
  }),
  [unpricedCalls.id]: night(unpricedCalls, { vendors: [drillVendor("openai", { unpricedCalls: 12 })] }),
  [odooKeyExpiry.id]: (now) => {
    const calm = calmNight(now);
    const odooExpiresAt = new Date(now.getTime() + 3 * DAY_MS);
    return assessRules({ ...calm, run: { ...calm.run, odooExpiresAt } }, [odooKeyExpiry]);
  },
  [serviceLevel.id]: (now) => {
    const calm = calmNight(now);
    return assessRules({ ...calm, serviceLevels: { ...calm.serviceLevels, failed: 9 } }, [serviceLevel]);
  },
  "DP-09": (now) => [assessPartitions({ lastNight: null, defaultRows: 12 }, now)],
};

/** What a drill of a rule finds. A rule without a scenario of its own gets a finding that says no more than its name. */
export function drillFinding(rule: Pick<RuleSettings, "id" | "title" | "severity">, now: Date): Finding {
  const found = DRILL_SCENARIOS[rule.id]?.(now).find(
    ({ subject, finding }) => finding !== null && subject !== RULE_ITSELF,
  )?.finding;
  const finding = found ?? {
    ruleId: rule.id,
    subject: "drill",
    severity: rule.severity,
    summary: `${rule.title}.`,
    facts: {},
  };
  // Said in the summary, so that whoever is told by whatever channel knows it.
  return { ...finding, summary: `This is a drill. ${finding.summary}` };
}

function night(
  rule: AlertRule,
  changes: Partial<Pick<RunSnapshot, "stages" | "vendors" | "metrics" | "qa" | "reconciled">>,
): DrillScenario {
  return (now) => assessRules({ ...calmNight(now), ...changes }, [rule]);
}
