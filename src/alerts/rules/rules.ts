import type { AlertRule, RuleSettings } from "../rulebook/rule.ts";
import type { ScheduleSnapshot } from "../rulebook/schedule-snapshot.ts";
import { candidateCount } from "./candidate-count.ts";
import { crawlErrorRate } from "./crawl-error-rate.ts";
import { odooExport } from "./odoo-export.ts";
import { odooKeyExpiry } from "./odoo-key-expiry.ts";
import { openaiRateLimit } from "./openai-rate-limit.ts";
import { qaPassRate } from "./qa-pass-rate.ts";
import { runFailed } from "./run-failed.ts";
import { runMissing } from "./run-missing.ts";
import { runStuck } from "./run-stuck.ts";
import { serviceLevel } from "./service-level.ts";
import { totalsReconcile } from "./totals-reconcile.ts";
import { unpricedCalls } from "./unpriced-calls.ts";
import { vendorQuota } from "./vendor-quota.ts";
import { vendorRateLimit } from "./vendor-rate-limit.ts";
import { viewRefresh } from "./view-refresh.ts";

/** The built-in rules about a run. Each has a runbook with the same id in runbooks/. */
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

/** The built-in rules about a tenant's schedules. */
export const SCHEDULE_RULES: readonly AlertRule<ScheduleSnapshot>[] = [runMissing, runFailed, runStuck];

/** Every built-in rule about a tenant. */
export const TENANT_RULES: readonly RuleSettings[] = [...RULES, ...SCHEDULE_RULES];
