import { NotFoundError } from "../../../errors.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { readJson } from "../../kit/read-json.ts";
import { guarded } from "../../kit/route.ts";
import { admitSender } from "./admit-sender.ts";
import { EventSchema } from "./event-schema.ts";

/** `POST /api/obs/ingest/heartbeat`: a sign of life of an agent that is known. 404 for one the tenant, or the key, does not have. */
export const ingestHeartbeat = guarded(
  "ingest",
  "post",
  "/api/obs/ingest/heartbeat",
  async ({ request, response, caller, ports }) => {
    const sender = admitSender(caller, response, ports.ingest);
    const { agent_id: agentId } = parseInput(EventSchema.Heartbeat, await readJson(request, response));
    if (!(await ports.ingest.beat(sender, agentId))) throw new NotFoundError("agent", agentId);
    response.json({ agent_id: agentId, status: "alive" });
  },
);
