import type { AlertRule } from "./rule.ts";
import { candidateCount } from "./rules/candidate-count.ts";
import { crawlErrorRate } from "./rules/crawl-error-rate.ts";
import { odooExport } from "./rules/odoo-export.ts";
import { openaiRateLimit } from "./rules/openai-rate-limit.ts";
import { qaPassRate } from "./rules/qa-pass-rate.ts";
import { vendorQuota } from "./rules/vendor-quota.ts";
import { vendorRateLimit } from "./rules/vendor-rate-limit.ts";
import { viewRefresh } from "./rules/view-refresh.ts";

/** The built-in rules. Each has a runbook of the same id in runbooks/. */
export const RULES: readonly AlertRule[] = [
  viewRefresh,
  crawlErrorRate,
  vendorQuota,
  openaiRateLimit,
  candidateCount,
  odooExport,
  vendorRateLimit,
  qaPassRate,
];
