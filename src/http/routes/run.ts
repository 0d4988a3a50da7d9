import { NotFoundError } from "../../errors.ts";
import { guarded } from "../route.ts";
import { readRunId } from "../run-id.ts";
import { runJson } from "../run-json.ts";

/** `GET /runs/{run_id}`: one run. */
export const run = guarded(
  "read",
  "get",
  "/runs/:run_id",
  async ({ request, response, caller, dependencies }) => {
    const runId = readRunId(request.params);
    const found = await dependencies.readRun(caller.tenantId, runId);
    if (found === null) throw new NotFoundError("run", runId);
    response.json(runJson(found));
  },
);
