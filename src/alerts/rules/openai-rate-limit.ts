import { createRule } from "../create-rule.ts";
import { assessRateLimit } from "../rate-limit.ts";
import { RULE_TABLE } from "../rule-table.ts";

/** OpenAI answers too large a share of calls with 429. */
export const openaiRateLimit = createRule(RULE_TABLE["OA-04"], (snapshot, limits, say) =>
  snapshot.vendors
    .filter(({ vendor }) => vendor === "openai")
    .flatMap((usage) => assessRateLimit(snapshot, usage, limits, say)),
);
