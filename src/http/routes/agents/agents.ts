import { guarded } from "../../kit/route.ts";
import { agentJson } from "./agent-json.ts";

/** `GET /api/obs/agents`: the tenant's agents. */
export const agentsRoute = guarded("read", "get", "/api/obs/agents", async ({ response, caller, ports }) => {
  response.json({ agents: (await ports.agents.list(caller.tenantId)).map(agentJson) });
});
