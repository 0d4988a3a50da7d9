import type { z } from "zod";
import type { AgentEvent, EventProblem } from "../../../agents/events/agent-event.ts";
import { UnprocessableError } from "../../../errors.ts";
import { BodyError } from "../../bodies/body-error.ts";
import { EventSchema } from "./event-schema.ts";
import { isPlainEvent } from "./is-plain-event.ts";
import { toAgentEvent } from "./to-agent-event.ts";

/** Most events in one request. */
const MOST_EVENTS = 1_000;
/** Of an event that is wrong in many ways, the first few are named. */
const MOST_PROBLEMS = 5;

/** The events of a body: one, a list, or `{"events": […]}`; of each that is wrong, everything that is wrong with it. */
export function readEvents(body: unknown): readonly (AgentEvent | readonly EventProblem[])[] {
  const inputs = listEvents(body);
  if (inputs.length > MOST_EVENTS)
    throw new BodyError(
      413,
      "events",
      `There are ${inputs.length} events. Send at most ${MOST_EVENTS} at once.`,
    );
  return inputs.map(readEvent);
}

function listEvents(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (typeof body !== "object" || body === null)
    throw new UnprocessableError("body", 'must be an event, a list of events or {"events": […]}');
  if (!("events" in body)) return [body];
  const others = Object.keys(body).filter((key) => key !== "events");
  if (others.length > 0) throw new UnprocessableError(others[0] ?? "", "is not a known field beside events");
  if (!Array.isArray(body.events)) throw new UnprocessableError("events", "must be a list");
  return body.events;
}

function readEvent(input: unknown): AgentEvent | readonly EventProblem[] {
  if (isPlainEvent(input)) return toAgentEvent(input);
  const result = EventSchema.Event.safeParse(input);
  if (result.success) return toAgentEvent(result.data);
  return result.error.issues.slice(0, MOST_PROBLEMS).map(problemOf);
}

function problemOf(issue: z.core.$ZodIssue): EventProblem {
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const field = issue.keys[0]?.slice(0, 100) ?? "";
    return {
      field: path === "" ? field : `${path}.${field}`,
      detail: "is not a field of this type; put data of your own into attributes",
      code: "invalid_input",
    };
  }
  return { field: path || "event", detail: issue.message, code: "invalid_input" };
}
