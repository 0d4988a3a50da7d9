import { changeAlert } from "../answers/change-alert.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Takes an alert. */
export const acknowledgeAlertAction: BlockAction = {
  actionId: "acknowledge-alert",
  press: (call, dependencies) =>
    changeAlert(call, "alert.acknowledge", (act) => dependencies.alerts.acknowledge(act), dependencies),
};
