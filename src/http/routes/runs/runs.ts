import { z } from "zod";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { createRunCursor, readRunCursor } from "./run-cursor.ts";
import { runJson } from "./run-json.ts";

const Query = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
  agent_id: z.string().max(100).optional(),
});

/** `GET /runs`: the tenant's runs, nights and agents' (or `?agent_id=`'s), newest first, in pages that stay put while new runs come in. */
export const runsRoute = guarded("read", "get", "/runs", async ({ request, response, caller, ports }) => {
  const { limit, cursor, agent_id: agentId } = parseInput(Query, request.query);
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
});
