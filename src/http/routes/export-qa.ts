import { NotFoundError } from "../../errors.ts";
import { renderCsv } from "../../observability/render-csv.ts";
import { QA_COLUMNS } from "../../qa/qa-csv.ts";
import { guarded } from "../route.ts";
import { readRunId } from "../run-id.ts";
import { sendCsv } from "../send-csv.ts";

/** `GET /export/qa.csv?run_id=`: the companies sampled from a run, with the verdicts on them. */
export const exportQa = guarded(
  "read",
  "get",
  "/export/qa.csv",
  async ({ request, response, caller, dependencies }) => {
    const runId = readRunId(request.query);
    const run = await dependencies.readRun(caller.tenantId, runId);
    if (run === null) throw new NotFoundError("run", runId);
    await dependencies.audit({
      tenantId: caller.tenantId,
      actor: `key:${caller.keyId}`,
      action: "qa.export",
      subject: runId,
    });
    await sendCsv(
      response,
      `qa-${runId}.csv`,
      renderCsv(QA_COLUMNS, dependencies.streamQa(caller.tenantId, runId)),
    );
  },
);
