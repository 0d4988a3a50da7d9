import { assessRateLimit } from "../rulebook/assess-rate-limit.ts";
import { createRule } from "../rulebook/create-rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";

/** A vendor other than OpenAI (which has OA-04) answers too large a share of calls with 429. */
export const vendorRateLimit = createRule(RULE_TABLE["RL-07"], (snapshot, limits, say) =>
  snapshot.vendors
    .filter(({ vendor }) => vendor !== "openai")
    .flatMap((usage) => assessRateLimit(snapshot, usage, limits, say)),
);
