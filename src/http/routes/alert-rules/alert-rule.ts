import { guarded } from "../../kit/route.ts";
import { alertRuleJson } from "./alert-rule-json.ts";
import { readRuleId } from "./read-rule-id.ts";

/** `GET /api/obs/alert-rules/{rule_id}`: one rule. */
export const alertRuleRoute = guarded(
  "read",
  "get",
  "/api/obs/alert-rules/:rule_id",
  async ({ request, response, caller, ports }) => {
    response.json(alertRuleJson(await ports.rules.read(caller.tenantId, readRuleId(request.params))));
  },
);
