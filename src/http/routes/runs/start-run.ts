import type { z } from "zod";
import type { RunWish } from "../../../entities/run-wish.ts";
import { InvalidInputError, UnprocessableError } from "../../../errors.ts";
import { BodyError } from "../../bodies/body-error.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { previewJson } from "./run-json.ts";
import { RunSchema } from "./run-schema.ts";

/**
 * `POST /runs`: starts a run of the key's tenant, or with `dry_run` says what it would do. An empty body is refused: a body
 * that was lost on the way must not spend money.
 */
export const startRunRoute = guarded(
  {
    scope: "operate",
    method: "post",
    path: "/runs",
    id: "startRun",
    tag: "Runs",
    summary: "starts a run, or with `dry_run` says what it would do",
    body: { schema: RunSchema.StartBody, example: { dry_run: true, cap: 20 } },
    answers: { 201: RunSchema.Started, 200: RunSchema.Preview },
    problems: [404, 409],
  },
  async ({ request, response, caller, ports }) => {
    if (request.body === undefined)
      throw new BodyError(
        400,
        "body",
        "The body is empty. Send {} to start a run with the tenant's settings.",
      );
    try {
      const body = parseInput(RunSchema.StartBody, request.body);
      const wish = readWish(body, caller.tenantId, `key:${caller.keyId}`);
      if (body.dry_run) {
        response.json(previewJson(await ports.control.preview(wish)));
        return;
      }
      const started = await ports.control.start(wish);
      response
        .status(201)
        .location(`/runs/${started.runId}`)
        .json({ run_id: started.runId, status: "running" });
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      const problem = error.message.slice(error.field.length + 2);
      throw new UnprocessableError(error.field, problem, { cause: error });
    }
  },
);

function readWish(body: z.infer<typeof RunSchema.StartBody>, tenantId: string, actor: string): RunWish {
  const { only, skip, cap, resume, rerun } = body;
  const { skip_vendors: skipVendors, company_concurrency: companyConcurrency } = body;
  return {
    tenantId,
    actor,
    ...(only !== undefined && { only }),
    ...(skip !== undefined && { skip }),
    ...(skipVendors !== undefined && { skipVendors }),
    ...(cap !== undefined && { cap }),
    ...(companyConcurrency !== undefined && { companyConcurrency }),
    ...(resume !== undefined && { resume }),
    ...(rerun !== undefined && {
      rerun: {
        runId: rerun.run_id,
        ...(rerun.stages !== undefined && { stages: rerun.stages }),
        ...(rerun.failed_only !== undefined && { failedOnly: rerun.failed_only }),
      },
    }),
  };
}
