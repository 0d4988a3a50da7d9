import type { z } from "zod";
import type { AgentEvent, EventProblem } from "../../../agents/agent-event.ts";
import { UnprocessableError } from "../../../errors.ts";
import { AgentEventBody, toAgentEvent } from "./event-schema.ts";

/** Most events in one request. */
export const MOST_EVENTS = 1_000;
/** Of an event that is wrong in many ways, the first few are named. */
const MOST_PROBLEMS = 5;

/** One event, a list, or `{"events": […]}`. */
export function listEvents(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  if (typeof body !== "object" || body === null)
    throw new UnprocessableError("body", 'must be an event, a list of events or {"events": […]}');
  if (!("events" in body)) return [body];
  const others = Object.keys(body).filter((key) => key !== "events");
  if (others.length > 0) throw new UnprocessableError(others[0] ?? "", "is not a known field beside events");
  if (!Array.isArray(body.events)) throw new UnprocessableError("events", "must be a list");
  return body.events;
}

/** An event in the words of the code, or everything that is wrong with it. */
export function readEvent(input: unknown): AgentEvent | readonly EventProblem[] {
  const result = AgentEventBody.safeParse(input);
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
