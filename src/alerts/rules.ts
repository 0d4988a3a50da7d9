import type { AlertRule, RuleSettings } from "./rule.ts";
import { candidateCount } from "./rules/candidate-count.ts";
import { crawlErrorRate } from "./rules/crawl-error-rate.ts";
import { odooExport } from "./rules/odoo-export.ts";
import { odooKeyExpiry } from "./rules/odoo-key-expiry.ts";
import { openaiRateLimit } from "./rules/openai-rate-limit.ts";
import { qaPassRate } from "./rules/qa-pass-rate.ts";
import { runFailed } from "./rules/run-failed.ts";
import { runMissing } from "./rules/run-missing.ts";
import { runStuck } from "./rules/run-stuck.ts";
import { serviceLevel } from "./rules/service-level.ts";
import { totalsReconcile } from "./rules/totals-reconcile.ts";
import { unpricedCalls } from "./rules/unpriced-calls.ts";
import { vendorQuota } from "./rules/vendor-quota.ts";
import { vendorRateLimit } from "./rules/vendor-rate-limit.ts";
import { viewRefresh } from "./rules/view-refresh.ts";
import type { ScheduleSnapshot } from "./schedule-snapshot.ts";

/** The built-in rules about a run. Each has a runbook of the same id in runbooks/. */
export const RULES: readonly AlertRule[] = [
  viewRefresh,
  crawlErrorRate,
  vendorQuota,
  openaiRateLimit,
  candidateCount,
  odooExport,
  vendorRateLimit,
  qaPassRate,
  totalsReconcile,
  unpricedCalls,
  odooKeyExpiry,
  serviceLevel,
];

/** The built-in rules about a tenant's schedules and what became of them. */
export const SCHEDULE_RULES: readonly AlertRule<ScheduleSnapshot>[] = [runMissing, runFailed, runStuck];

/** Every built-in rule about a tenant. */
export const TENANT_RULES: readonly RuleSettings[] = [...RULES, ...SCHEDULE_RULES];
