import { NotFoundError } from "../../../errors.ts";
import { guarded } from "../../kit/route.ts";
import { readRunId } from "./read-run-id.ts";
import { runStatsJson } from "./run-json.ts";

/** `GET /runs/{run_id}/stats`: one run with its stages, vendors and metrics. */
export const runStatsRoute = guarded(
  "read",
  "get",
  "/runs/:run_id/stats",
  async ({ request, response, caller, ports }) => {
    const runId = await readRunId(ports, caller.tenantId, request.params);
    const found = await ports.runs.readStats(caller.tenantId, runId);
    if (found === null) throw new NotFoundError("run", runId);
    response.json(runStatsJson(found));
  },
);
