import { NotFoundError } from "../../../errors.ts";
import { guarded } from "../../kit/route.ts";
import { readRunId } from "./read-run-id.ts";
import { runStatsJson } from "./run-json.ts";
import { RunSchema } from "./run-schema.ts";

/** `GET /runs/{run_id}/stats`: one run with its stages, vendors and metrics. */
export const runStatsRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/runs/:run_id/stats",
    id: "getRunStats",
    tag: "Runs",
    summary: "stages, vendors and metrics of a run",
    parameters: RunSchema.Parameters,
    answers: { 200: RunSchema.RunStats },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const runId = await readRunId(ports, caller.tenantId, request.params);
    const found = await ports.runs.readStats(caller.tenantId, runId);
    if (found === null) throw new NotFoundError("run", runId);
    response.json(runStatsJson(found));
  },
);
