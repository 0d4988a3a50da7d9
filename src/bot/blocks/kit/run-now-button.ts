import type { Button } from "@slack/types";
import { plain } from "./text.ts";

/** Starts a tenant's night now, once its cost was shown. `label` names the tenant where that is not clear from around it. */
export function runNowButton(tenantId: string, label = "Run now…"): Button {
  return {
    type: "button",
    action_id: "run-now",
    text: plain(label, 75),
    value: JSON.stringify({ tenantId }),
  };
}
