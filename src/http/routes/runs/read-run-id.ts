import { z } from "zod";
import { parseInput } from "../../kit/parse-input.ts";

const Named = z.object({ run_id: z.uuid("a run id is a UUID; `GET /runs` lists them") });

/** The run a request names, in its path or its query. */
export function readRunId(input: unknown): string {
  return parseInput(Named, input).run_id.toLowerCase();
}
