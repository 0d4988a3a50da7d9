import { NotFoundError } from "../../../errors.ts";
import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded, type Route } from "../../kit/route.ts";
import { admitSender } from "./admit-sender.ts";
import { EventSchema } from "./event-schema.ts";

/** `POST /api/obs/ingest/heartbeat`: a sign of life of an agent that is known. 404 for one the tenant, or the key, does not have. */
export const ingestHeartbeatRoute: Route = {
  ...guarded(
    {
      scope: "ingest",
      method: "post",
      path: "/api/obs/ingest/heartbeat",
      id: "ingestHeartbeat",
      tag: "Ingest",
      summary: "a sign of life of an agent",
      body: { schema: EventSchema.Heartbeat, example: { agent_id: "support-bot" } },
      answers: { 200: EventSchema.Alive },
      problems: [404, 429],
    },
    async ({ request, response, caller, ports }) => {
      const sender = { tenantId: caller.tenantId, boundTo: caller.agentIds };
      const { agent_id: agentId } = parseInput(EventSchema.Heartbeat, readJson(request));
      if (!(await ports.ingest.beat(sender, agentId))) throw new NotFoundError("agent", agentId);
      response.json({ agent_id: agentId, status: "alive" });
    },
  ),
  beforeBody: admitSender,
};
