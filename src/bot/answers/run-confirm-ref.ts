import { z } from "zod";
import type { RunWish } from "../../entities/run-wish.ts";
import { STAGES } from "../../entities/stage-table.ts";
import { VENDOR_NAMES } from "../../entities/vendor-table.ts";
import { RunFormRef } from "./open-run-form.ts";

/** What the confirmation carries: exactly the run whose cost it shows. */
export const RunConfirmRef = RunFormRef.extend({
  stage: z.enum(STAGES).nullable(),
  companyConcurrency: z.int().min(1).nullable(),
  skipVendors: z.array(z.enum(VENDOR_NAMES)),
  cap: z.int().min(1).nullable(),
});
export type RunConfirmRef = z.infer<typeof RunConfirmRef>;

/** The run that a Slack user asks for. */
export function wishOf(ref: RunConfirmRef, slackUserId: string): RunWish {
  const { tenantId, rerunOf, stage, companyConcurrency, skipVendors, cap } = ref;
  return {
    tenantId,
    actor: `slack:${slackUserId}`,
    ...(cap !== null && { cap }),
    ...(companyConcurrency !== null && { companyConcurrency }),
    ...(skipVendors.length > 0 && { skipVendors }),
    ...(rerunOf !== null && { rerun: { runId: rerunOf, ...(stage !== null && { stages: [stage] }) } }),
  };
}
