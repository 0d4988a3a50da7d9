import { QA_COLUMNS } from "../../../qa/verdicts/qa-csv.ts";
import { runExport } from "./run-export.ts";

/** `GET /export/qa.csv?run_id=`: the companies sampled from a run, with the verdicts on them. */
export const exportQaRoute = runExport({
  path: "/export/qa.csv",
  id: "exportQa",
  summary: "a run's sample and verdicts",
  file: "qa",
  action: "qa.export",
  columns: QA_COLUMNS,
  read: (ports, tenantId, runId) => ports.runs.streamQa(tenantId, runId),
});
