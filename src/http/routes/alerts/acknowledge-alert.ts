import { z } from "zod";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { alertJson } from "./alert-json.ts";

const Parameters = z.object({
  alert_id: z.uuid("an alert's id is a UUID; `GET /api/obs/alerts` lists them"),
});

/** `POST /api/obs/alerts/{alert_id}/acknowledge`: takes an alert; its card says so. The first to take it holds it. */
export const acknowledgeAlertRoute = guarded(
  "operate",
  "post",
  "/api/obs/alerts/:alert_id/acknowledge",
  async ({ request, response, caller, ports }) => {
    const { alert_id: alertId } = parseInput(Parameters, request.params);
    const by = { tenantId: caller.tenantId, actor: `key:${caller.keyId}` };
    const { alert, isChanged } = await ports.alerts.acknowledge(by, alertId.toLowerCase());
    response.json({ ...alertJson(alert), changed: isChanged });
  },
);
