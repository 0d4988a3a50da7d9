import { guarded } from "../../kit/route.ts";
import { alertRuleJson } from "./alert-rule-json.ts";

/** `GET /api/obs/alert-rules`: every rule of the tenant with what counts, what is the default and what it may be. */
export const alertRulesRoute = guarded(
  "read",
  "get",
  "/api/obs/alert-rules",
  async ({ response, caller, ports }) => {
    const rules = await ports.rules.list(caller.tenantId);
    response.json({ rules: rules.map(alertRuleJson) });
  },
);
