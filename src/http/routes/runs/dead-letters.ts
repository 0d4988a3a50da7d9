import { NotFoundError } from "../../../errors.ts";
import { redactValue } from "../../../redaction.ts";
import { guarded } from "../../kit/route.ts";
import { readRunId } from "./read-run-id.ts";
import { RunSchema } from "./run-schema.ts";

/** `GET /runs/{run_id}/dead-letters`: companies that the run gave up. */
export const deadLettersRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/runs/:run_id/dead-letters",
    id: "listDeadLetters",
    tag: "Runs",
    summary: "the companies that a run gave up",
    parameters: RunSchema.Parameters,
    answers: { 200: RunSchema.DeadLetters },
    problems: [404],
  },
  async ({ request, response, caller, ports }) => {
    const runId = await readRunId(ports, caller.tenantId, request.params);
    if ((await ports.runs.read(caller.tenantId, runId)) === null) throw new NotFoundError("run", runId);
    const letters = await ports.runs.listDeadLetters(caller.tenantId, runId);
    response.json({
      dead_letters: letters.map((letter) => ({
        stage: letter.stage,
        company_id: letter.companyId,
        company: redactValue(letter.company),
        error_code: letter.errorCode,
        error_msg: letter.errorMsg,
        attempts: letter.attempts,
        created_at: letter.createdAt.toISOString(),
        retried_at: letter.retriedAt?.toISOString() ?? null,
      })),
    });
  },
);
