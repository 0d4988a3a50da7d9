import { z } from "zod";
import { STAGES } from "../../entities/stage-table.ts";
import { VENDOR_NAMES } from "../../entities/vendor-table.ts";
import { UsageError } from "../../errors.ts";

/** What the first button of a card carries: its alert, and the act that it shows. */
const ActRef = z.object({
  tenantId: z.string().min(1),
  alertId: z.uuid(),
  act: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("run_now") }),
    z.object({
      kind: z.literal("rerun"),
      stage: z.enum(STAGES).nullable(),
      gently: z.boolean(),
    }),
    z.object({ kind: z.literal("stop_run") }),
    z.object({ kind: z.literal("refresh_view") }),
    z.object({ kind: z.literal("ask_for_key") }),
    z.object({ kind: z.literal("top_up"), vendor: z.enum(VENDOR_NAMES) }),
    z.object({ kind: z.literal("retry_messages") }),
    z.object({ kind: z.literal("details") }),
    z.object({ kind: z.literal("runbook") }),
  ]),
});
export type ActRef = z.infer<typeof ActRef>;

export function readActRef(value: string): ActRef {
  try {
    return ActRef.parse(JSON.parse(value));
  } catch (cause) {
    throw new UsageError("This button is from an older version of nightshift; use a newer card.", { cause });
  }
}
