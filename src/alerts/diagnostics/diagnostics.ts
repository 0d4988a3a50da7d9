import { candidateFunnel } from "./candidate-funnel.ts";
import { deadMessages } from "./dead-messages.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { errorClasses } from "./error-classes.ts";
import { llmLimits } from "./llm-limits.ts";
import { odooKey } from "./odoo-key.ts";
import { quotaLeft } from "./quota-left.ts";
import { robotsBlocked } from "./robots-blocked.ts";
import { viewLocks } from "./view-locks.ts";

/** Every check that a runbook's `diagnostics:` can name. */
export const DIAGNOSTICS: readonly Diagnostic[] = [
  viewLocks,
  quotaLeft,
  robotsBlocked,
  errorClasses,
  odooKey,
  llmLimits,
  candidateFunnel,
  deadMessages,
];
