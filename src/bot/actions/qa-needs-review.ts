import type { BlockAction } from "../block-action.ts";
import { openVerdictForm } from "../open-verdict-form.ts";

/** Sends a sampled company on to a second look. */
export const qaNeedsReview: BlockAction = {
  actionId: "qa-needs-review",
  press: (call, dependencies) => openVerdictForm(call, "needs_review", dependencies),
};
