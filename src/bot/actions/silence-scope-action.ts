import { refreshSilenceForm } from "../answers/refresh-silence-form.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Somebody chose another scope in the silence form. */
export const silenceScopeAction: BlockAction = { actionId: "silence-scope", press: refreshSilenceForm };
