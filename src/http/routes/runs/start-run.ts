import { z } from "zod";
import type { RunWish } from "../../../entities/run-wish.ts";
import { STAGES } from "../../../entities/stage-table.ts";
import { VENDOR_NAMES } from "../../../entities/vendor-table.ts";
import { InvalidInputError, UnprocessableError } from "../../../errors.ts";
import { BodyError } from "../../bodies/body-error.ts";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";

const stages = z.array(z.enum(STAGES)).min(1);
const runId = z.uuid("a run id is a UUID; `GET /runs` lists them").toLowerCase();
const wholeNumber = z.number().int().min(1).max(1_000_000);

const Body = z.strictObject({
  only: stages.optional(),
  skip: stages.optional(),
  skip_vendors: z.array(z.enum(VENDOR_NAMES)).min(1).optional(),
  cap: wholeNumber.optional(),
  company_concurrency: wholeNumber.optional(),
  dry_run: z.boolean().default(false),
  resume: runId.optional(),
  rerun: z
    .strictObject({ run_id: runId, stages: stages.optional(), failed_only: z.boolean().optional() })
    .optional(),
});

/**
 * `POST /runs`: starts a run of the key's tenant, or with `dry_run` says what it would do. An empty body is refused: a body
 * that was lost on the way must not spend money.
 */
export const startRunRoute = guarded(
  "operate",
  "post",
  "/runs",
  async ({ request, response, caller, ports }) => {
    if (request.body === undefined)
      throw new BodyError(
        400,
        "body",
        "The body is empty. Send {} to start a run with the tenant's settings.",
      );
    try {
      const body = parseInput(Body, request.body);
      const wish = readWish(body, caller.tenantId, `key:${caller.keyId}`);
      if (body.dry_run) {
        response.json(await ports.control.preview(wish));
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

function readWish(body: z.infer<typeof Body>, tenantId: string, actor: string): RunWish {
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
