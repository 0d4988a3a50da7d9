import { createRule } from "../rulebook/create-rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";

/** What the night does without a vendor. */
const CONSEQUENCES: Readonly<Record<string, string>> = {
  lusha: "companies without contacts stay without them",
  zerobounce: "new e-mail addresses stay unverified",
  tavily: "sites that cannot be crawled get no fallback text",
  openai: "the account's spending limit or credit is reached, which waiting does not cure",
};

/** A vendor refuses further calls until somebody tops up, raises the plan or the period ends. */
export const vendorQuota = createRule(RULE_TABLE["VQ-03"], ({ run, vendors }, _limits, say) =>
  vendors.flatMap(({ vendor, calls, errors, quotaExhausted, costUsd }) => {
    if (quotaExhausted) {
      const consequence = CONSEQUENCES[vendor] ?? "calls to it fail";
      const summary = `The quota at ${vendor} is used up after ${calls} calls in this run: ${consequence}.`;
      return [say.fires(vendor, { summary, facts: { runId: run.runId, vendor, calls, errors, costUsd } })];
    }
    // Not having called it proves nothing about its quota; nor do calls of which none was answered.
    return calls > errors ? [say.clear(vendor)] : [];
  }),
);
