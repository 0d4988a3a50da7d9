import { openVerdictForm } from "../answers/open-verdict-form.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Fails a sampled company, with a reason and notes. */
export const qaFailAction: BlockAction = {
  actionId: "qa-fail",
  press: (call, dependencies) => openVerdictForm(call, "fail", dependencies),
};
