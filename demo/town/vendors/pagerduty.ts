import { z } from "zod";

import type { ProblemKind, TownVendor, VendorAnswer } from "./town-vendor.ts";

const About = { routing_key: z.string(), dedup_key: z.string().min(1).max(255).optional() };
const EventBody = z.discriminatedUnion("event_action", [
  z.object({
    ...About,
    event_action: z.literal("trigger"),
    payload: z.object({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(["critical", "error", "warning", "info"]),
      timestamp: z.iso.datetime().optional(),
    }),
  }),
  z.object({ ...About, event_action: z.literal("acknowledge"), dedup_key: z.string().min(1).max(255) }),
  z.object({ ...About, event_action: z.literal("resolve"), dedup_key: z.string().min(1).max(255) }),
]);

const STATUS: Readonly<Record<ProblemKind, number>> = {
  auth: 400,
  bad_request: 400,
  content_type: 400,
  not_found: 404,
  quota: 429,
  rate_limited: 429,
  server: 500,
};

/** The pager: https://developer.pagerduty.com/docs/send-alert-event. One incident for each open de-duplication key. */
export function createPagerduty(): TownVendor {
  const open = new Set<string>();
  let events = 0;
  return {
    name: "pagerduty",
    prefix: "/pagerduty",
    keyPrefix: "pd-town-",
    operations: [
      {
        name: "enqueue",
        method: "POST",
        path: /^\/v2\/enqueue$/,
        isPaid: true,
        run({ body, keyLabel }) {
          const event = EventBody.parse(body);
          events += 1;
          const dedupKey = event.dedup_key ?? `event-${events}`;
          const incident = `${keyLabel} ${dedupKey}`;
          const isNew = event.event_action === "trigger" && !open.has(incident);
          if (event.event_action === "trigger") open.add(incident);
          if (event.event_action === "resolve") open.delete(incident);
          return {
            status: 202,
            charged: { [event.event_action]: 1, ...(isNew ? { incidents: 1 } : {}) },
            body: { status: "success", message: "Event processed", dedup_key: dedupKey },
          };
        },
      },
    ],
    readKey: ({ body }) =>
      typeof body === "object" &&
      body !== null &&
      "routing_key" in body &&
      typeof body.routing_key === "string"
        ? body.routing_key
        : null,
    problem: (kind, _operation, detail) => problem(kind, detail),
    malform: (answer) => ({ ...answer, body: { status: 1 } }),
  };
}

function problem(kind: ProblemKind, detail: string): VendorAnswer {
  return {
    status: STATUS[kind],
    body: { status: "invalid event", message: "Event object is invalid", errors: [detail] },
  };
}
