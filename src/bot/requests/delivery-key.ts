import type { AnyMiddlewareArgs } from "@slack/bolt";

/** What makes a request from Slack the same one when it is sent again; null when nothing does. */
export function deliveryKey(body: AnyMiddlewareArgs["body"]): string | null {
  if ("event_id" in body && typeof body.event_id === "string") return `event:${body.event_id}`;
  if (!("trigger_id" in body) || typeof body.trigger_id !== "string" || body.trigger_id === "") return null;
  // A form that was refused may be sent again, from the same view with the same hash; its trigger is a new one each time.
  return `trigger:${body.trigger_id}`;
}
