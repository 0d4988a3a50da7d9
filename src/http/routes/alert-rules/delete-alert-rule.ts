import { guarded } from "../../kit/route.ts";
import { AlertRuleSchema } from "./alert-rule-schema.ts";
import { readRuleId } from "./read-rule-id.ts";

/** `DELETE /api/obs/alert-rules/{rule_id}`: removes a rule of the tenant's own. */
export const deleteAlertRuleRoute = guarded(
  {
    scope: "admin",
    method: "delete",
    path: "/api/obs/alert-rules/:rule_id",
    id: "deleteAlertRule",
    tag: "Alerts",
    summary: "removes a rule of your own",
    parameters: AlertRuleSchema.Parameters,
    example: { rule_id: "5e0c8a7b-3f1d-4a92-b6c8-70d2e94f1a36" },
    answers: { 204: null },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    await ports.rules.remove(by, readRuleId(request.params));
    response.status(204).end();
  },
);
