import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { readRunId } from "./read-run-id.ts";
import { gateJson } from "./run-json.ts";
import { RunSchema } from "./run-schema.ts";

/** `POST /runs/{run_id}/gate`: lets the leads go that the run's export gate holds, but for some, or decides that they stay. */
export const decideGateRoute = guarded(
  {
    scope: "operate",
    method: "post",
    path: "/runs/:run_id/gate",
    id: "decideGate",
    tag: "Runs",
    summary: "lets held leads go, or decides that they stay; their export starts within a minute",
    parameters: RunSchema.Parameters,
    body: { schema: RunSchema.GateBody, example: { act: "release", except: [] } },
    answers: { 200: RunSchema.Gate },
    problems: [404, 409],
  },
  async ({ request, response, caller, ports }) => {
    const { tenantId, keyId } = caller;
    const runId = await readRunId(ports, tenantId, request.params);
    const { act, except } = parseInput(RunSchema.GateBody, request.body);
    response.json(
      gateJson(await ports.control.decideGate({ tenantId, runId, act, except, actor: `key:${keyId}` })),
    );
  },
);
