import type { Route } from "./route.ts";
import { alertRule } from "./routes/alert-rule.ts";
import { alertRules } from "./routes/alert-rules.ts";
import { cancelRun } from "./routes/cancel-run.ts";
import { changeAlertRule } from "./routes/change-alert-rule.ts";
import { createAlertRule } from "./routes/create-alert-rule.ts";
import { deadLetters } from "./routes/dead-letters.ts";
import { deleteAlertRule } from "./routes/delete-alert-rule.ts";
import { exportLatestScoresCsv, exportLatestScoresJson } from "./routes/export-latest-scores.ts";
import { exportQa } from "./routes/export-qa.ts";
import { exportRunEvents } from "./routes/export-run-events.ts";
import { health } from "./routes/health.ts";
import { livez } from "./routes/livez.ts";
import { metrics } from "./routes/metrics.ts";
import { metricsResponse } from "./routes/metrics-response.ts";
import { readyz } from "./routes/readyz.ts";
import { replayAlertRule } from "./routes/replay-alert-rule.ts";
import { run } from "./routes/run.ts";
import { runStats } from "./routes/run-stats.ts";
import { runbook } from "./routes/runbook.ts";
import { runs } from "./routes/runs.ts";
import { shortlistStatus } from "./routes/shortlist-status.ts";
import { startRun } from "./routes/start-run.ts";
import { syncOdoo } from "./routes/sync-odoo.ts";
import { testAlertRule } from "./routes/test-alert-rule.ts";
import { toggleAlertRule } from "./routes/toggle-alert-rule.ts";

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
];
