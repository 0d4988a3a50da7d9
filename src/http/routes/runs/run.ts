import { NotFoundError } from "../../../errors.ts";
import { guarded } from "../../kit/route.ts";
import { readRunId } from "./read-run-id.ts";
import { runStateJson } from "./run-json.ts";

/** `GET /runs/{run_id}`: one run, with what it gave up and, while it is under way, what it will cost. */
export const runRoute = guarded(
  "read",
  "get",
  "/runs/:run_id",
  async ({ request, response, caller, ports }) => {
    const runId = await readRunId(ports, caller.tenantId, request.params);
    const found = await ports.runs.readStats(caller.tenantId, runId);
    if (found === null) throw new NotFoundError("run", runId);
    response.json(runStateJson(found));
  },
);
