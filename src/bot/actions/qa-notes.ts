import type { BlockAction } from "../block-action.ts";
import { openVerdictForm } from "../open-verdict-form.ts";

/** Adds notes to the verdict that stands, or gives one with notes. */
export const qaNotes: BlockAction = {
  actionId: "qa-notes",
  press: (call, dependencies) => openVerdictForm(call, null, dependencies),
};
