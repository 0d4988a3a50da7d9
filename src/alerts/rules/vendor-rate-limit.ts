import { VENDOR_NAMES } from "../../entities/vendor-table.ts";
import { assessRateLimits } from "../rulebook/assess-rate-limits.ts";
import { createRule } from "../rulebook/create-rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";

/** A vendor other than OpenAI (which has OA-04) answers too large a share of calls with 429. */
export const vendorRateLimit = createRule(RULE_TABLE["RL-07"], (snapshot, limits, say) =>
  assessRateLimits(
    snapshot,
    [...new Set([...VENDOR_NAMES, ...snapshot.vendors.map(({ vendor }) => vendor)])].filter(
      (vendor) => vendor !== "openai",
    ),
    limits,
    say,
  ),
);
