import { z } from "zod";
import { readJson } from "../../bodies/read-json.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { alertRuleJson } from "./alert-rule-json.ts";
import { readRuleId } from "./read-rule-id.ts";

const Body = z.strictObject({ enabled: z.boolean() });

/** `POST /api/obs/alert-rules/{rule_id}/toggle`: switches a rule on or off, as the body says, so that a retry changes nothing. */
export const toggleAlertRuleRoute = guarded(
  "admin",
  "post",
  "/api/obs/alert-rules/:rule_id/toggle",
  async ({ request, response, caller, ports }) => {
    const { enabled } = parseInput(Body, readJson(request));
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    response.json(alertRuleJson(await ports.rules.toggle(by, readRuleId(request.params), enabled)));
  },
);
