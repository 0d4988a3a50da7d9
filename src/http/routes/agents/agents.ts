import { guarded } from "../../kit/route.ts";
import { agentJson } from "./agent-json.ts";
import { AgentSchema } from "./agent-schema.ts";

/** `GET /api/obs/agents`: the tenant's agents. */
export const agentsRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/agents",
    id: "listAgents",
    tag: "Agents",
    summary: "the external agents that send events",
    answers: { 200: AgentSchema.Agents },
  },
  async ({ response, caller, ports }) => {
    response.json({ agents: (await ports.agents.list(caller.tenantId)).map(agentJson) });
  },
);
