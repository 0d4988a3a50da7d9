import { changeAlert } from "../answers/change-alert.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Closes an alert. */
export const resolveAlertAction: BlockAction = {
  actionId: "resolve-alert",
  press: (call, dependencies) =>
    changeAlert(call, "alert.resolve", (act) => dependencies.alerts.resolve(act), dependencies),
};
