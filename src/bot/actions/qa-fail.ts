import type { BlockAction } from "../block-action.ts";
import { openVerdictForm } from "../open-verdict-form.ts";

/** Fails a sampled company, with a reason and notes. */
export const qaFail: BlockAction = {
  actionId: "qa-fail",
  press: (call, dependencies) => openVerdictForm(call, "fail", dependencies),
};
