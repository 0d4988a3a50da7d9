import { refreshSilenceForm } from "../answers/refresh-silence-form.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Somebody chose another rule in the silence form. */
export const silenceRuleAction: BlockAction = { actionId: "silence-rule", press: refreshSilenceForm };
