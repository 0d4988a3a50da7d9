import type { z } from "zod";
import { causeText } from "../../../diagnosis/cause-text.ts";
import type { CauseVerdict } from "../../../diagnosis/diagnose.ts";
import { redactValue } from "../../../redaction.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { AlertSchema } from "./alert-schema.ts";

/** `GET /api/obs/alerts/{alert_id}/diagnosis`: why an alert fired, open or past, worked out from what is stored now. */
export const alertDiagnosisRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/alerts/:alert_id/diagnosis",
    id: "diagnoseAlert",
    tag: "Alerts",
    summary: "why an alert fired, and every cause that was weighed",
    parameters: AlertSchema.Parameters,
    answers: { 200: AlertSchema.Diagnosis },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const { alert_id: alertId } = parseInput(AlertSchema.Parameters, request.params);
    const diagnosis = await ports.alerts.diagnose(caller.tenantId, alertId.toLowerCase());
    response.json(diagnosisJson(alertId, diagnosis));
  },
);

function diagnosisJson(alertId: string, diagnosis: CauseVerdict): z.input<typeof AlertSchema.Diagnosis> {
  const { confidence, causes, because, all } = diagnosis;
  return {
    alert_id: alertId,
    confidence: confidence === "cannot tell" ? "cannot_tell" : confidence,
    text: redactValue(causeText(diagnosis)),
    causes: causes.map(({ hypothesis }) => hypothesis.id),
    because,
    hypotheses: all.map(({ hypothesis, claim, score, points, missing }) => ({
      id: hypothesis.id,
      area: hypothesis.area,
      claim: redactValue(claim),
      score,
      evidence: points
        .filter(({ weight }) => weight !== 0)
        .map(({ weight, says }) => ({ weight, says: redactValue(says) })),
      missing: [...missing],
      helps: hypothesis.helps,
      does_not_help: hypothesis.doesNotHelp,
    })),
  };
}
