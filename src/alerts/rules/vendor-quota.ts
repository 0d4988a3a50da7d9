import { VENDOR_TABLE } from "../../entities/vendor-table.ts";
import { createRule } from "../rulebook/create-rule.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";

/** A vendor refuses further calls until somebody tops up, raises the plan or the period ends. */
export const vendorQuota = createRule(RULE_TABLE["VQ-03"], ({ run, vendors }, _limits, say) =>
  vendors.flatMap(({ vendor, calls, errors, quotaExhausted, costUsd }) => {
    if (quotaExhausted) {
      const consequence =
        VENDOR_TABLE.find((row) => row.vendor === vendor)?.consequence ?? "calls to it fail";
      const summary = `The quota at ${vendor} is used up after ${calls} calls in this run: ${consequence}.`;
      return [say.fires(vendor, { summary, facts: { runId: run.runId, vendor, calls, errors, costUsd } })];
    }
    // A vendor that was not called, or answered no call, tells nothing about its quota.
    return calls > errors ? [say.clear(vendor)] : [];
  }),
);
