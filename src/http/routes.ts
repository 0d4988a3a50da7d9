import type { Route } from "./route.ts";
import { exportQa } from "./routes/export-qa.ts";
import { exportRunEvents } from "./routes/export-run-events.ts";
import { health } from "./routes/health.ts";
import { livez } from "./routes/livez.ts";
import { metricsResponse } from "./routes/metrics-response.ts";
import { readyz } from "./routes/readyz.ts";
import { run } from "./routes/run.ts";
import { runStats } from "./routes/run-stats.ts";
import { runbook } from "./routes/runbook.ts";
import { runs } from "./routes/runs.ts";

/** Every resource the server has, besides Slack's own. */
export const ROUTES: readonly Route[] = [
  livez,
  readyz,
  health,
  runs,
  run,
  runStats,
  exportRunEvents,
  exportQa,
  runbook,
  metricsResponse,
];
