import type { Button } from "@slack/types";
import type { FirstAct } from "../../../alerts/acts/first-act.ts";
import type { Alert } from "../../../entities/alert.ts";
import { vendorRow } from "../../../entities/vendor-table.ts";
import { stopRunButton } from "../kit/stop-run-button.ts";
import { plain } from "../kit/text.ts";

/** The first button of a card, which takes the next step; what costs money or stops something asks before it does. */
export function actButton(
  act: FirstAct,
  { tenantId, alertId, runId }: Pick<Alert, "tenantId" | "alertId" | "runId">,
): Button {
  if (act.kind === "stop_run" && runId !== null) return stopRunButton({ tenantId, runId });
  const url = act.kind === "top_up" ? vendorRow(act.vendor).accountUrl : null;
  return {
    type: "button",
    action_id: url === null ? "take-act" : "open-link",
    style: "primary",
    text: plain(actLabel(act), 75),
    ...(url === null ? { value: JSON.stringify({ tenantId, alertId, act }) } : { url }),
  };
}

/** What the first button is called. */
export function actLabel(act: FirstAct): string {
  switch (act.kind) {
    case "run_now":
      return "Run now…";
    case "rerun":
      return act.stage === null ? "Retry what failed…" : `Repeat ${act.stage}…`;
    case "stop_run":
      return "Stop run";
    case "refresh_view":
      return "Refresh the view";
    case "ask_for_key":
      return "Ask for a new key…";
    case "top_up":
      return `Top up at ${act.vendor}`;
    case "retry_messages":
      return "Send again";
    case "details":
      return "What was found";
    case "runbook":
      return "What to do";
  }
}
