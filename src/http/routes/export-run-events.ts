import { NotFoundError } from "../../errors.ts";
import { EVENT_COLUMNS } from "../../observability/event-csv.ts";
import { renderCsv } from "../../observability/render-csv.ts";
import { guarded } from "../route.ts";
import { readRunId } from "../run-id.ts";
import { sendCsv } from "../send-csv.ts";

/** `GET /export/run_events.csv?run_id=`: everything that happened in a run, streamed. */
export const exportRunEvents = guarded(
  "read",
  "get",
  "/export/run_events.csv",
  async ({ request, response, caller, dependencies }) => {
    const runId = readRunId(request.query);
    const run = await dependencies.readRun(caller.tenantId, runId);
    if (run === null) throw new NotFoundError("run", runId);
    await dependencies.audit({
      tenantId: caller.tenantId,
      actor: `key:${caller.keyId}`,
      action: "events.export",
      subject: runId,
    });
    await sendCsv(
      response,
      `run_events-${runId}.csv`,
      renderCsv(EVENT_COLUMNS, dependencies.streamEvents(caller.tenantId, runId)),
    );
  },
);
