import type { BlockAction } from "../block-action.ts";
import { refreshSilenceForm } from "../refresh-silence-form.ts";

/** Another scope was chosen in the form for a silence. */
export const silenceScope: BlockAction = { actionId: "silence-scope", press: refreshSilenceForm };
