import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { agentJson, dayJson, eventJson } from "./agent-json.ts";
import { AgentSchema } from "./agent-schema.ts";

/** `GET /api/obs/metrics/agent/{agent_id}?days=`: an agent, what it did by day, and its newest events. */
export const metricsAgentRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/metrics/agent/:agent_id",
    id: "getAgentMetrics",
    tag: "Agents",
    summary: "an agent, its days and newest events",
    parameters: AgentSchema.Parameters,
    query: AgentSchema.DaysQuery,
    example: { days: "7" },
    answers: { 200: AgentSchema.AgentDetail },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { agent_id: agentId } = parseInput(AgentSchema.Parameters, request.params);
    const { days } = parseInput(AgentSchema.DaysQuery, request.query);
    const detail = await ports.agents.readDetail(caller.tenantId, agentId, days);
    response.json({
      agent: agentJson(detail.agent),
      metrics: detail.days.map(dayJson),
      recent_events: detail.events.map(eventJson),
    });
  },
);
