import { actOnAlert } from "../act-on-alert.ts";
import type { BlockAction } from "../block-action.ts";

/** Takes an alert. */
export const acknowledgeAlert: BlockAction = {
  actionId: "acknowledge-alert",
  press: (call, dependencies) =>
    actOnAlert(call, "alert.acknowledge", (act) => dependencies.acknowledgeAlert(act), dependencies),
};
