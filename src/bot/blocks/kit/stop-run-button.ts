import type { Button, ConfirmationDialog } from "@slack/types";
import { plain } from "./text.ts";

/** Stops a run, after a confirmation. */
export function stopRunButton(run: { readonly tenantId: string; readonly runId: string }): Button {
  return {
    type: "button",
    action_id: "stop-run",
    style: "danger",
    text: plain("Stop run", 75),
    value: JSON.stringify({ tenantId: run.tenantId, runId: run.runId }),
    confirm: question(
      "Stop this run?",
      "What it has done is kept, and a later run can continue from it. Work in progress ends within seconds.",
      "Stop it",
      "Let it run",
    ),
  };
}

function question(title: string, text: string, confirm: string, deny: string): ConfirmationDialog {
  return {
    title: plain(title, 100),
    text: plain(text, 300),
    confirm: plain(confirm, 30),
    deny: plain(deny, 30),
  };
}
