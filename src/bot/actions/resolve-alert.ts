import { actOnAlert } from "../answers/act-on-alert.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Closes an alert. */
export const resolveAlert: BlockAction = {
  actionId: "resolve-alert",
  press: (call, dependencies) =>
    actOnAlert(call, "alert.resolve", (act) => dependencies.resolveAlert(act), dependencies),
};
