import type { AnyMiddlewareArgs } from "@slack/bolt";

/** The key by which a repeated request from Slack is recognized; null when it has none. */
export function deliveryKey(body: AnyMiddlewareArgs["body"]): string | null {
  if ("event_id" in body && typeof body.event_id === "string") return `event:${body.event_id}`;
  if (!("trigger_id" in body) || typeof body.trigger_id !== "string" || body.trigger_id === "") return null;
  // A form that was refused may be sent again from the same view with the same hash; its trigger is new each time.
  return `trigger:${body.trigger_id}`;
}
