import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { agentJson } from "./agent-json.ts";
import { AgentSchema } from "./agent-schema.ts";

/** `PATCH /api/obs/agents/{agent_id}`: changes its name, kind, owner and what is expected of it. */
export const changeAgentRoute = guarded(
  {
    scope: "admin",
    method: "patch",
    path: "/api/obs/agents/:agent_id",
    id: "changeAgent",
    tag: "Agents",
    summary: "sets an agent's name, kind, owner and what is expected of it",
    parameters: AgentSchema.Parameters,
    body: {
      schema: AgentSchema.ChangesBody,
      example: { owner: "support@acme.example", run_silence_minutes: 120 },
    },
    answers: { 200: AgentSchema.Agent },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { agent_id: agentId } = parseInput(AgentSchema.Parameters, request.params);
    const body = parseInput(AgentSchema.ChangesBody, readJson(request));
    const { expected_heartbeat_minutes: heartbeat, run_silence_minutes: silence, name, kind, owner } = body;
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    const changed = await ports.agents.change(by, agentId, {
      ...(name !== undefined && { name }),
      ...(kind !== undefined && { kind }),
      ...(owner !== undefined && { owner }),
      ...(heartbeat !== undefined && { expectedHeartbeatMinutes: heartbeat }),
      ...(silence !== undefined && { runSilenceMinutes: silence }),
    });
    response.json(agentJson(changed));
  },
);
