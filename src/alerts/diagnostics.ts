import { candidateFunnel } from "./diagnostics/candidate-funnel.ts";
import { deadMessages } from "./diagnostics/dead-messages.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { errorClasses } from "./diagnostics/error-classes.ts";
import { llmLimits } from "./diagnostics/llm-limits.ts";
import { odooKey } from "./diagnostics/odoo-key.ts";
import { robotsBlocked } from "./diagnostics/robots-blocked.ts";
import { vendorQuota } from "./diagnostics/vendor-quota.ts";
import { viewLocks } from "./diagnostics/view-locks.ts";

/** Every check that a runbook's `diagnostics:` may name. */
export const DIAGNOSTICS: readonly Diagnostic[] = [
  viewLocks,
  vendorQuota,
  robotsBlocked,
  errorClasses,
  odooKey,
  llmLimits,
  candidateFunnel,
  deadMessages,
];
