import { NotFoundError } from "../../../errors.ts";
import type { LatestRun } from "../../../observability/reads/run-read-store.ts";
import { parseInput } from "../../kit/parse-input.ts";
import type { HttpPorts } from "../../ports/http-ports.ts";
import { RunSchema } from "./run-schema.ts";

/** The id of the run that a request names in its path or its query; whether there is such a run is known of the latest ones only. */
export async function readRunId(
  ports: HttpPorts,
  tenantId: string,
  input: unknown,
  latest: LatestRun = "latest",
): Promise<string> {
  const { run_id } = parseInput(RunSchema.Parameters, input);
  if (run_id !== "latest" && run_id !== "latest-rerun") return run_id.toLowerCase();
  const runId = await ports.runs.findLatest(tenantId, run_id === "latest" ? latest : run_id);
  if (runId === null) throw new NotFoundError("run", run_id);
  return runId;
}
