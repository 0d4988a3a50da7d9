import { openVerdictForm } from "../answers/open-verdict-form.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Adds notes to the current verdict, or gives a verdict with notes. */
export const qaNotesAction: BlockAction = {
  actionId: "qa-notes",
  press: (call, dependencies) => openVerdictForm(call, null, dependencies),
};
