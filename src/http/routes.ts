import type { Route } from "./kit/route.ts";
import { agent } from "./routes/agents/agent.ts";
import { agents } from "./routes/agents/agents.ts";
import { aggregateMetrics } from "./routes/agents/aggregate-metrics.ts";
import { changeAgent } from "./routes/agents/change-agent.ts";
import { events } from "./routes/agents/events.ts";
import { metricsAgent } from "./routes/agents/metrics-agent.ts";
import { metricsAgents } from "./routes/agents/metrics-agents.ts";
import { metricsOverview } from "./routes/agents/metrics-overview.ts";
import { pricing } from "./routes/agents/pricing.ts";
import { alertRule } from "./routes/alert-rules/alert-rule.ts";
import { alertRules } from "./routes/alert-rules/alert-rules.ts";
import { changeAlertRule } from "./routes/alert-rules/change-alert-rule.ts";
import { createAlertRule } from "./routes/alert-rules/create-alert-rule.ts";
import { deleteAlertRule } from "./routes/alert-rules/delete-alert-rule.ts";
import { metricsResponse } from "./routes/alert-rules/metrics-response.ts";
import { replayAlertRule } from "./routes/alert-rules/replay-alert-rule.ts";
import { testAlertRule } from "./routes/alert-rules/test-alert-rule.ts";
import { toggleAlertRule } from "./routes/alert-rules/toggle-alert-rule.ts";
import { acknowledgeAlert } from "./routes/alerts/acknowledge-alert.ts";
import { alerts } from "./routes/alerts/alerts.ts";
import { exportLatestScoresCsv, exportLatestScoresJson } from "./routes/exports/export-latest-scores.ts";
import { exportQa } from "./routes/exports/export-qa.ts";
import { exportRunEvents } from "./routes/exports/export-run-events.ts";
import { shortlistStatus } from "./routes/exports/shortlist-status.ts";
import { syncOdoo } from "./routes/exports/sync-odoo.ts";
import { health } from "./routes/health/health.ts";
import { livez } from "./routes/health/livez.ts";
import { metrics } from "./routes/health/metrics.ts";
import { readyz } from "./routes/health/readyz.ts";
import { ingestEvents } from "./routes/ingest/ingest-events.ts";
import { ingestHeartbeat } from "./routes/ingest/ingest-heartbeat.ts";
import { createKey } from "./routes/keys/create-key.ts";
import { keys } from "./routes/keys/keys.ts";
import { renameKey } from "./routes/keys/rename-key.ts";
import { revokeKey } from "./routes/keys/revoke-key.ts";
import { rotateKey } from "./routes/keys/rotate-key.ts";
import { runbook } from "./routes/runbooks/runbook.ts";
import { cancelRun } from "./routes/runs/cancel-run.ts";
import { deadLetters } from "./routes/runs/dead-letters.ts";
import { run } from "./routes/runs/run.ts";
import { runStats } from "./routes/runs/run-stats.ts";
import { runs } from "./routes/runs/runs.ts";
import { startRun } from "./routes/runs/start-run.ts";

/** Every resource the server has, besides Slack's own. */
export const ROUTES: readonly Route[] = [
  livez,
  readyz,
  health,
  metrics,
  runs,
  run,
  runStats,
  startRun,
  cancelRun,
  deadLetters,
  exportRunEvents,
  exportQa,
  exportLatestScoresCsv,
  exportLatestScoresJson,
  syncOdoo,
  shortlistStatus,
  runbook,
  alertRules,
  createAlertRule,
  alertRule,
  changeAlertRule,
  deleteAlertRule,
  toggleAlertRule,
  testAlertRule,
  replayAlertRule,
  metricsResponse,
  ingestEvents,
  ingestHeartbeat,
  agents,
  agent,
  changeAgent,
  metricsOverview,
  metricsAgents,
  metricsAgent,
  aggregateMetrics,
  events,
  pricing,
  keys,
  createKey,
  renameKey,
  revokeKey,
  rotateKey,
  alerts,
  acknowledgeAlert,
];
