import { assessRateLimits } from "../rulebook/assess-rate-limits.ts";
import { createRule } from "../rulebook/create-rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";

/** OpenAI answers too large a share of calls with 429. */
export const openaiRateLimit = createRule(RULE_TABLE["OA-04"], (snapshot, limits, say) =>
  assessRateLimits(snapshot, ["openai"], limits, say),
);
