import { refreshSilenceForm } from "../answers/refresh-silence-form.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Another rule was chosen in the form for a silence. */
export const silenceRuleAction: BlockAction = { actionId: "silence-rule", press: refreshSilenceForm };
