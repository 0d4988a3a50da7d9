import { actOnAlert } from "../answers/act-on-alert.ts";
import type { BlockAction } from "../requests/block-action.ts";

/** Takes an alert. */
export const acknowledgeAlert: BlockAction = {
  actionId: "acknowledge-alert",
  press: (call, dependencies) =>
    actOnAlert(call, "alert.acknowledge", (act) => dependencies.acknowledgeAlert(act), dependencies),
};
