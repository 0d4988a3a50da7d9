import { NotFoundError } from "../../../errors.ts";
import { guarded } from "../../kit/route.ts";
import { readRunId } from "./read-run-id.ts";
import { runStateJson } from "./run-json.ts";
import { RunSchema } from "./run-schema.ts";

/** `GET /runs/{run_id}`: one run, with what it gave up and, while it is in progress, what it will cost. */
export const runRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/runs/:run_id",
    id: "getRun",
    tag: "Runs",
    summary: "one run",
    parameters: RunSchema.Parameters,
    answers: { 200: RunSchema.RunState },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const runId = await readRunId(ports, caller.tenantId, request.params);
    const found = await ports.runs.readStats(caller.tenantId, runId);
    if (found === null) throw new NotFoundError("run", runId);
    response.json(runStateJson(found));
  },
);
