import type { z } from "zod";
import type { ServiceLevelFigure } from "../../../alerts/objectives/measure-service-levels.ts";
import { RESPONSE_TARGETS, type ResponseFigures } from "../../../alerts/reports/measure-response.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { AlertRuleSchema } from "./alert-rule-schema.ts";

/** `GET /api/obs/metrics/response`: how fast the tenant's alerts were acknowledged and resolved, against the targets, which rules were of use, and its service levels. */
export const metricsResponseRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/api/obs/metrics/response",
    id: "getResponseMetrics",
    tag: "Alerts",
    summary: "how fast alerts were acknowledged and resolved, which were useful, and the service levels",
    query: AlertRuleSchema.ResponseQuery,
    example: { days: "30" },
    answers: { 200: AlertRuleSchema.Response },
  },
  async ({ request, response, caller, ports }) => {
    const { days } = parseInput(AlertRuleSchema.ResponseQuery, request.query);
    const measured = await ports.alerts.readResponse(caller.tenantId, days);
    response.json({
      tenant_id: caller.tenantId,
      since: measured.since.toISOString(),
      until: measured.until.toISOString(),
      targets: {
        acknowledge_minutes: RESPONSE_TARGETS.acknowledgeMinutes,
        resolve_critical_minutes: RESPONSE_TARGETS.resolveCriticalMinutes,
      },
      all: figuresJson(measured.all),
      by_rule: measured.byRule.map(figuresJson),
      by_person: measured.byPerson.map(figuresJson),
      precision: measured.precision.map(({ ruleId, alerts, notUseful, precision }) => ({
        rule_id: ruleId,
        alerts,
        not_useful: notUseful,
        precision,
      })),
      service_levels: measured.serviceLevels.flatMap(({ figures }) => figures.map(serviceLevelJson)),
    });
  },
);

function serviceLevelJson(figure: ServiceLevelFigure): z.input<typeof AlertRuleSchema.ServiceLevel> {
  return {
    service_level: figure.subject,
    title: figure.title,
    window_nights: figure.windowNights,
    formula: figure.formula,
    target: figure.targetValue,
    value: figure.value,
    nights: figure.nights,
    kept: figure.isKept,
    budget: figure.budget,
  };
}

function figuresJson(figures: ResponseFigures): z.input<typeof AlertRuleSchema.ResponseFigures> {
  return {
    key: figures.key,
    fired: figures.fired,
    acknowledged: figures.acknowledged,
    ended_unseen: figures.endedUnseen,
    open: figures.open,
    mtta_minutes: figures.acknowledgeMinutes?.mean ?? null,
    acknowledge_minutes: figures.acknowledgeMinutes,
    mttr_minutes: figures.resolveMinutes?.mean ?? null,
    resolve_minutes: figures.resolveMinutes,
    acknowledged_late: figures.acknowledgedLate,
    resolved_late: figures.resolvedLate,
  };
}
