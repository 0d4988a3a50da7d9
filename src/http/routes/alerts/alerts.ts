import { z } from "zod";
import { ALERT_STATES } from "../../../entities/vocabulary.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { alertJson } from "./alert-json.ts";

const Query = z.object({
  state: z.enum(["open", ...ALERT_STATES]).optional(),
  rule_id: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(10_000).default(0),
});

/** `GET /api/obs/alerts`: the tenant's alerts, open or not, the newest first. */
export const alertsRoute = guarded(
  "read",
  "get",
  "/api/obs/alerts",
  async ({ request, response, caller, ports }) => {
    const { state = null, rule_id: ruleId = null, limit, offset } = parseInput(Query, request.query);
    const found = await ports.alerts.list(caller.tenantId, { state, ruleId, limit, offset });
    response.json({ alerts: found.map(alertJson) });
  },
);
