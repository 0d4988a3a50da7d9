import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { createRunCursor, readRunCursor } from "./run-cursor.ts";
import { runJson } from "./run-json.ts";
import { RunSchema } from "./run-schema.ts";

/** `GET /runs`: the tenant's runs, nights and agents' (or `?agent_id=`'s), newest first, in pages that stay put while new runs come in. */
export const runsRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/runs",
    id: "listRuns",
    tag: "Runs",
    summary: "runs, newest first, in pages",
    query: RunSchema.ListQuery,
    example: { limit: "20" },
    answers: { 200: RunSchema.Runs },
  },
  async ({ request, response, caller, ports }) => {
    const { limit, cursor, agent_id: agentId } = parseInput(RunSchema.ListQuery, request.query);
    const after = cursor === undefined ? null : readRunCursor(cursor);
    const found = await ports.runs.list({
      tenantId: caller.tenantId,
      limit: limit + 1,
      after,
      ...(agentId !== undefined && { agentId }),
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    response.json({
      runs: page.map(runJson),
      next_cursor: found.length > limit && last !== undefined ? createRunCursor(last) : null,
    });
  },
);
