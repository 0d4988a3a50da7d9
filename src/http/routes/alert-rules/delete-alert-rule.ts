import { guarded } from "../../kit/route.ts";
import { readRuleId } from "./read-rule-id.ts";

/** `DELETE /api/obs/alert-rules/{rule_id}`: removes a rule of the tenant's own. */
export const deleteAlertRuleRoute = guarded(
  "admin",
  "delete",
  "/api/obs/alert-rules/:rule_id",
  async ({ request, response, caller, ports }) => {
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    await ports.rules.remove(by, readRuleId(request.params));
    response.status(204).end();
  },
);
