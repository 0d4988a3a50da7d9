import { openVerdictForm } from "../answers/open-verdict-form.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Marks a sampled company for a second look. */
export const qaNeedsReviewAction: BlockAction = {
  actionId: "qa-needs-review",
  press: (call, dependencies) => openVerdictForm(call, "needs_review", dependencies),
};
