import type { AnyMiddlewareArgs } from "@slack/bolt";
import { ACTIONS } from "./actions/actions.ts";
import { COMMANDS } from "./commands/commands.ts";
import { isSubmission } from "./requests/is-submission.ts";
import { VIEWS } from "./views/views.ts";

/** What a request asks for, in words of ours: whatever else Slack sends is `other`, so that their number has a bound. */
export function nameRequest(args: AnyMiddlewareArgs): { readonly kind: string; readonly name: string } {
  if ("command" in args) {
    const known = COMMANDS.find(({ name }) => name === args.command.command);
    return { kind: "command", name: known?.name ?? "other" };
  }
  if (isSubmission(args)) {
    const known = VIEWS.find(({ callbackId }) => callbackId === args.view.callback_id);
    return { kind: "form", name: known?.callbackId ?? "other" };
  }
  if ("action" in args) {
    const { action } = args;
    const pressed = "action_id" in action ? action.action_id : "";
    return {
      kind: "button",
      name: ACTIONS.find(({ actionId }) => actionId === pressed)?.actionId ?? "other",
    };
  }
  if ("event" in args) {
    return { kind: "event", name: args.event.type === "app_home_opened" ? args.event.type : "other" };
  }
  return { kind: "other", name: "other" };
}
