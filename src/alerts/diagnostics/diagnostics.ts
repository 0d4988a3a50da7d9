import { describeCause } from "../diagnosis/describe-cause.ts";
import { candidateFunnel } from "./candidate-funnel.ts";
import { deadMessages } from "./dead-messages.ts";
import { CAUSE_ID, type Diagnostic } from "./diagnostic.ts";
import { errorClasses } from "./error-classes.ts";
import { llmLimits } from "./llm-limits.ts";
import { odooKey } from "./odoo-key.ts";
import { quotaLeft } from "./quota-left.ts";
import { robotsBlocked } from "./robots-blocked.ts";
import { viewLocks } from "./view-locks.ts";

/** Why it fired, as far as the stored evidence says. */
const cause: Diagnostic = { id: CAUSE_ID, title: "Likely cause", isForEvery: true, inspect: describeCause };

/** Every check: those that a runbook's `diagnostics:` can name, and the one that is made for every alert. */
export const DIAGNOSTICS: readonly Diagnostic[] = [
  cause,
  viewLocks,
  quotaLeft,
  robotsBlocked,
  errorClasses,
  odooKey,
  llmLimits,
  candidateFunnel,
  deadMessages,
];
