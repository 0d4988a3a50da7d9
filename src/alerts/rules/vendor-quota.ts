import { VENDOR_TABLE } from "../../entities/vendor-table.ts";
import { createRule } from "../rulebook/create-rule.ts";
import { counted } from "../rulebook/phrases.ts";
import { RULE_TABLE } from "../rulebook/rule-table.ts";
import { stageOf } from "../rulebook/stage-of.ts";

/** A vendor refuses further calls until somebody tops up, raises the plan or the period ends. */
export const vendorQuota = createRule(RULE_TABLE["VQ-03"], (snapshot, _limits, say) =>
  snapshot.vendors.flatMap(({ vendor, calls, errors, quotaExhausted, costUsd }) => {
    if (!quotaExhausted) {
      // A vendor that was not called, or answered no call, tells nothing about its quota.
      return calls > errors ? [say.clear(vendor)] : [];
    }
    const row = VENDOR_TABLE.find((known) => known.vendor === vendor);
    const stage = row === undefined ? null : stageOf(snapshot, row.stage);
    const without = stage === null ? 0 : stage.undone.failed + stage.undone.notTried;
    const companies = counted(without, "company", "companies");
    const damage =
      row === undefined || without === 0
        ? (row?.consequence ?? "calls to it fail")
        : `${companies} went without ${row.gives}`;
    return [
      say.fires(vendor, {
        summary: `The quota at ${vendor} is used up after ${counted(calls, "call")} in this run: ${damage}.`,
        loss: null,
        begunAt: stage?.startedAt ?? undefined,
        facts: { runId: snapshot.run.runId, vendor, without, calls, errors, costUsd },
      }),
    ];
  }),
);
