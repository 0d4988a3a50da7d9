import type { Route } from "./kit/route.ts";
import { agentRoute } from "./routes/agents/agent.ts";
import { agentsRoute } from "./routes/agents/agents.ts";
import { aggregateMetricsRoute } from "./routes/agents/aggregate-metrics.ts";
import { changeAgentRoute } from "./routes/agents/change-agent.ts";
import { eventsRoute } from "./routes/agents/events.ts";
import { metricsAgentRoute } from "./routes/agents/metrics-agent.ts";
import { metricsAgentsRoute } from "./routes/agents/metrics-agents.ts";
import { metricsOverviewRoute } from "./routes/agents/metrics-overview.ts";
import { pricingRoute } from "./routes/agents/pricing.ts";
import { alertRuleRoute } from "./routes/alert-rules/alert-rule.ts";
import { alertRulesRoute } from "./routes/alert-rules/alert-rules.ts";
import { changeAlertRuleRoute } from "./routes/alert-rules/change-alert-rule.ts";
import { createAlertRuleRoute } from "./routes/alert-rules/create-alert-rule.ts";
import { deleteAlertRuleRoute } from "./routes/alert-rules/delete-alert-rule.ts";
import { metricsResponseRoute } from "./routes/alert-rules/metrics-response.ts";
import { replayAlertRuleRoute } from "./routes/alert-rules/replay-alert-rule.ts";
import { testAlertRuleRoute } from "./routes/alert-rules/test-alert-rule.ts";
import { toggleAlertRuleRoute } from "./routes/alert-rules/toggle-alert-rule.ts";
import { acknowledgeAlertRoute } from "./routes/alerts/acknowledge-alert.ts";
import { alertDiagnosisRoute } from "./routes/alerts/alert-diagnosis.ts";
import { alertsRoute } from "./routes/alerts/alerts.ts";
import { createDocumentRoutes } from "./routes/documents/create-document-routes.ts";
import {
  exportLatestScoresCsvRoute,
  exportLatestScoresJsonRoute,
} from "./routes/exports/export-latest-scores.ts";
import { exportQaRoute } from "./routes/exports/export-qa.ts";
import { exportRunEventsRoute } from "./routes/exports/export-run-events.ts";
import { shortlistStatusRoute } from "./routes/exports/shortlist-status.ts";
import { syncOdooRoute } from "./routes/exports/sync-odoo.ts";
import { healthRoute } from "./routes/health/health.ts";
import { livezRoute } from "./routes/health/livez.ts";
import { metricsRoute } from "./routes/health/metrics.ts";
import { readyzRoute } from "./routes/health/readyz.ts";
import { ingestEventsRoute } from "./routes/ingest/ingest-events.ts";
import { ingestHeartbeatRoute } from "./routes/ingest/ingest-heartbeat.ts";
import { createKeyRoute } from "./routes/keys/create-key.ts";
import { keysRoute } from "./routes/keys/keys.ts";
import { renameKeyRoute } from "./routes/keys/rename-key.ts";
import { revokeKeyRoute } from "./routes/keys/revoke-key.ts";
import { rotateKeyRoute } from "./routes/keys/rotate-key.ts";
import { exportLogsRoute } from "./routes/otlp/export-logs.ts";
import { exportMetricsRoute } from "./routes/otlp/export-metrics.ts";
import { exportTracesRoute } from "./routes/otlp/export-traces.ts";
import { runbookRoute } from "./routes/runbooks/runbook.ts";
import { cancelRunRoute } from "./routes/runs/cancel-run.ts";
import { deadLettersRoute } from "./routes/runs/dead-letters.ts";
import { decideGateRoute } from "./routes/runs/decide-gate.ts";
import { runRoute } from "./routes/runs/run.ts";
import { runStatsRoute } from "./routes/runs/run-stats.ts";
import { runsRoute } from "./routes/runs/runs.ts";
import { startRunRoute } from "./routes/runs/start-run.ts";
import { traceRoute } from "./routes/runs/trace.ts";

/** Every resource the server has, besides Slack's own. */
export const ROUTES: readonly Route[] = [
  livezRoute,
  readyzRoute,
  healthRoute,
  metricsRoute,
  runsRoute,
  runRoute,
  runStatsRoute,
  startRunRoute,
  cancelRunRoute,
  decideGateRoute,
  deadLettersRoute,
  exportRunEventsRoute,
  exportQaRoute,
  exportLatestScoresCsvRoute,
  exportLatestScoresJsonRoute,
  syncOdooRoute,
  shortlistStatusRoute,
  runbookRoute,
  alertRulesRoute,
  createAlertRuleRoute,
  alertRuleRoute,
  changeAlertRuleRoute,
  deleteAlertRuleRoute,
  toggleAlertRuleRoute,
  testAlertRuleRoute,
  replayAlertRuleRoute,
  metricsResponseRoute,
  ingestEventsRoute,
  ingestHeartbeatRoute,
  exportTracesRoute,
  exportLogsRoute,
  exportMetricsRoute,
  agentsRoute,
  agentRoute,
  changeAgentRoute,
  metricsOverviewRoute,
  metricsAgentsRoute,
  metricsAgentRoute,
  aggregateMetricsRoute,
  eventsRoute,
  traceRoute,
  pricingRoute,
  keysRoute,
  createKeyRoute,
  renameKeyRoute,
  revokeKeyRoute,
  rotateKeyRoute,
  alertsRoute,
  alertDiagnosisRoute,
  acknowledgeAlertRoute,
  ...createDocumentRoutes(() => ROUTES),
];
