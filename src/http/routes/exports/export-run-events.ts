import { EVENT_COLUMNS } from "../../../observability/events/event-columns.ts";
import { runExport } from "./run-export.ts";

/** `GET /export/run_events.csv?run_id=`: everything that happened in a run, streamed. */
export const exportRunEventsRoute = runExport({
  path: "/export/run_events.csv",
  id: "exportRunEvents",
  summary: "everything that happened in a run, streamed",
  file: "run_events",
  action: "events.export",
  columns: EVENT_COLUMNS,
  read: (ports, tenantId, runId) => ports.runs.streamEvents(tenantId, runId),
});
