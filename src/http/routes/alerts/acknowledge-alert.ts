import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { alertJson } from "./alert-json.ts";
import { AlertSchema } from "./alert-schema.ts";

/** `POST /api/obs/alerts/{alert_id}/acknowledge`: acknowledges an alert; its card shows it. The first to take it holds it. */
export const acknowledgeAlertRoute = guarded(
  {
    scope: "operate",
    method: "post",
    path: "/api/obs/alerts/:alert_id/acknowledge",
    id: "acknowledgeAlert",
    tag: "Alerts",
    summary: "acknowledges an alert; its card shows it",
    parameters: AlertSchema.Parameters,
    answers: { 200: AlertSchema.Acknowledged },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { alert_id: alertId } = parseInput(AlertSchema.Parameters, request.params);
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    const { alert, isChanged } = await ports.alerts.acknowledge(by, alertId.toLowerCase());
    response.json({ ...alertJson(alert), changed: isChanged });
  },
);
