import type { RunEventLog } from "../../entities/run-event-log.ts";
import { redactValue } from "../../redaction.ts";
import { usdFromNano } from "../costs/money.ts";
import type { Column } from "./render-csv.ts";

/** The columns of `run_events.csv`, named as in the event log. */
export const EVENT_COLUMNS: readonly Column<RunEventLog>[] = [
  { header: "ts", cell: (event) => event.ts },
  { header: "tenant_id", cell: (event) => event.tenantId },
  { header: "run_id", cell: (event) => event.runId },
  { header: "stage", cell: (event) => event.stage },
  { header: "company_id", cell: (event) => event.companyId },
  { header: "event", cell: (event) => event.event },
  { header: "status", cell: (event) => event.status },
  { header: "duration_ms", cell: (event) => event.durationMs },
  { header: "error_code", cell: (event) => event.errorCode },
  { header: "error_msg", cell: (event) => redactValue(event.errorMsg) },
  { header: "vendor", cell: (event) => event.vendor },
  {
    header: "cost_usd",
    cell: ({ costNanoUsd }) => (costNanoUsd === null ? null : usdFromNano(costNanoUsd, 9)),
  },
  { header: "tokens_input", cell: (event) => event.tokensInput },
  { header: "tokens_output", cell: (event) => event.tokensOutput },
  { header: "trace_id", cell: (event) => event.traceId },
  {
    header: "extra",
    cell: (event) => (event.extra === null ? null : JSON.stringify(redactValue(event.extra))),
  },
];
