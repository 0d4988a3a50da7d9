import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { eventJson } from "./agent-json.ts";
import { AgentSchema } from "./agent-schema.ts";
import { eventCursor } from "./event-cursor.ts";

/**
 * `GET /api/obs/events`: the tenant's events, newest first, by agent, type, status, run, trace, stage and time. Pages go on
 * with `next_cursor`; `offset` works for the first 10,000.
 */
export const eventsRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/events",
    id: "listEvents",
    tag: "Agents",
    summary: "events by agent, type, status, run, trace, stage and time, newest first, in pages",
    query: AgentSchema.EventsQuery,
    example: { agent_id: "support-bot", type: "llm_call", limit: "10" },
    answers: { 200: AgentSchema.Events },
  },
  async ({ request, response, caller, ports }) => {
    const query = parseInput(AgentSchema.EventsQuery, request.query);
    const { agent_id: agentId, type, status, run_id: runId, trace_id: traceId, stage } = query;
    const { from, to, limit, offset, cursor } = query;
    const found = await ports.agents.queryEvents(caller.tenantId, {
      ...(agentId !== undefined && { agentId }),
      ...(type !== undefined && { type }),
      ...(status !== undefined && { status }),
      ...(runId !== undefined && { runId: runId.toLowerCase() }),
      ...(traceId !== undefined && { traceId }),
      ...(stage !== undefined && { stage }),
      ...(from !== undefined && { from: new Date(from) }),
      ...(to !== undefined && { to: new Date(to) }),
      ...(cursor !== undefined && { after: eventCursor.read(cursor) }),
      limit: limit + 1,
      offset,
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    response.json({
      events: page.map(eventJson),
      next_cursor:
        found.length > limit && last !== undefined
          ? eventCursor.write({ at: last.at, key: last.dedupeKey })
          : null,
    });
  },
);
