import { refreshSilenceForm } from "../answers/refresh-silence-form.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Another scope was chosen in the form for a silence. */
export const silenceScopeAction: BlockAction = { actionId: "silence-scope", press: refreshSilenceForm };
