import { openVerdictForm } from "../answers/open-verdict-form.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Sends a sampled company on to a second look. */
export const qaNeedsReviewAction: BlockAction = {
  actionId: "qa-needs-review",
  press: (call, dependencies) => openVerdictForm(call, "needs_review", dependencies),
};
