import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { agentJson } from "./agent-json.ts";
import { AgentSchema } from "./agent-schema.ts";

/** `GET /api/obs/agents/{agent_id}`: one agent. */
export const agentRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/agents/:agent_id",
    id: "getAgent",
    tag: "Agents",
    summary: "one agent",
    parameters: AgentSchema.Parameters,
    answers: { 200: AgentSchema.Agent },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { agent_id: agentId } = parseInput(AgentSchema.Parameters, request.params);
    response.json(agentJson(await ports.agents.read(caller.tenantId, agentId)));
  },
);
