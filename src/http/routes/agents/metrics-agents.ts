import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { dayJson } from "./agent-json.ts";
import { AgentSchema } from "./agent-schema.ts";

const DAYS = 30;

/** `GET /api/obs/metrics/agents?from=&to=&agent_id=`: what agents did by day, the newest day first; 30 days unless told otherwise. */
export const metricsAgentsRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/metrics/agents",
    id: "listAgentMetrics",
    tag: "Agents",
    summary: "what agents did by day",
    query: AgentSchema.DailyQuery,
    example: { agent_id: "support-bot" },
    answers: { 200: AgentSchema.AgentDays },
  },
  async ({ request, response, caller, ports }) => {
    const { from, to, agent_id: agentId = null } = parseInput(AgentSchema.DailyQuery, request.query);
    const last = await ports.agents.readLastDays(caller.tenantId, DAYS);
    const range = { from: from ?? last.from, to: to ?? last.to };
    const days = await ports.agents.readDays(caller.tenantId, { agentId, ...range });
    response.json({ ...range, metrics: days.map(dayJson) });
  },
);
