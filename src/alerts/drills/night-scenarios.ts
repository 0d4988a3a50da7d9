import { assessRules } from "../rulebook/evaluate-rules.ts";
import type { AlertRule, RunSnapshot } from "../rulebook/rule.ts";
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
import type { DrillScenario } from "./drill-scenario.ts";

const DAY_MS = 86_400_000;

/** A night on which each rule about a run fires: `calmNight` with one thing wrong. */
export const NIGHT_SCENARIOS = {
  "MV-01": night(viewRefresh, {
    stages: [drillStage("mv_refresh", { status: "failed", countSuccess: 0, countError: 1 })],
  }),
  "CR-02": night(crawlErrorRate, {
    stages: [
      drillStage("crawl", {
        countSuccess: 60,
        countError: 40,
        topErrors: [{ errorCode: "timeout", count: 40 }],
      }),
    ],
  }),
  "VQ-03": night(vendorQuota, { vendors: [drillVendor("lusha", { errors: 5, quotaExhausted: true })] }),
  "OA-04": night(openaiRateLimit, { vendors: [drillVendor("openai", { rateLimitHits: 40 })] }),
  "CC-05": night(candidateCount, {
    stages: [drillStage("select_targets")],
    metrics: { candidates_selected: 3, candidates_pre_filter: 80 },
  }),
  "OE-06": night(odooExport, { stages: [drillStage("export_odoo", { countSuccess: 0, countError: 100 })] }),
  "RL-07": night(vendorRateLimit, { vendors: [drillVendor("tavily", { rateLimitHits: 40 })] }),
  "QA-08": night(qaPassRate, {
    qa: {
      ...{ passes: 10, fails: 30, needsReview: 2, pending: 0 },
      nights: [[{ passes: 10, fails: 30, inclusionProbability: 0.3 }]],
    },
  }),
  "RC-13": night(totalsReconcile, {
    reconciled: [{ name: "crawl", of: "stage", stored: 100, counted: 90, by: "events" }],
  }),
  "UP-14": night(unpricedCalls, { vendors: [drillVendor("openai", { unpricedCalls: 12 })] }),
  "OK-15": (now) => {
    const calm = calmNight(now);
    const odooExpiresAt = new Date(now.getTime() + 3 * DAY_MS);
    return assessRules({ ...calm, run: { ...calm.run, odooExpiresAt } }, [odooKeyExpiry]);
  },
  "SLO-16": (now) => {
    const calm = calmNight(now);
    return assessRules({ ...calm, serviceLevels: { ...calm.serviceLevels, failed: 9 } }, [serviceLevel]);
  },
} as const satisfies Readonly<Record<string, DrillScenario>>;

function night(
  rule: AlertRule,
  changes: Partial<Pick<RunSnapshot, "stages" | "vendors" | "metrics" | "qa" | "reconciled">>,
): DrillScenario {
  return (now) => assessRules({ ...calmNight(now), ...changes }, [rule]);
}
