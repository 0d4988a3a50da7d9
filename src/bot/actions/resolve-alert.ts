import { actOnAlert } from "../act-on-alert.ts";
import type { BlockAction } from "../block-action.ts";

/** Closes an alert. */
export const resolveAlert: BlockAction = {
  actionId: "resolve-alert",
  press: (call, dependencies) =>
    actOnAlert(call, "alert.resolve", (act) => dependencies.resolveAlert(act), dependencies),
};
