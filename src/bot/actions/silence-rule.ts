import type { BlockAction } from "../block-action.ts";
import { refreshSilenceForm } from "../refresh-silence-form.ts";

/** Another rule was chosen in the form for a silence. */
export const silenceRule: BlockAction = { actionId: "silence-rule", press: refreshSilenceForm };
