import { guarded } from "../../kit/route.ts";
import { readRunId } from "./read-run-id.ts";
import { RunSchema } from "./run-schema.ts";

/** `POST /runs/{run_id}/cancel`: ends a run; work in progress on it stops within seconds. */
export const cancelRunRoute = guarded(
  {
    scope: "operate",
    method: "post",
    path: "/runs/:run_id/cancel",
    id: "cancelRun",
    tag: "Runs",
    summary: "ends a run",
    parameters: RunSchema.Parameters,
    answers: { 200: RunSchema.Cancelled },
    problems: [404, 409],
  },
  async ({ request, response, caller, ports }) => {
    const runId = await readRunId(ports, caller.tenantId, request.params, "latest-running");
    await ports.control.cancel({ tenantId: caller.tenantId, runId, actor: `key:${caller.keyId}` });
    response.json({ run_id: runId, status: "cancelled" });
  },
);
