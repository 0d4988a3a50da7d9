import { z } from "zod";
import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";

const Query = z.object({
  force: z.enum(["true", "false"], { error: "must be true or false" }).default("false"),
});

/**
 * `POST /export/odoo/sync`: hands over to Odoo what is scored and not there yet, as a job: a run that only exports. 202
 * when it has been started, 200 when one that does as much is under way already. `?force=true` sends what Odoo has once more.
 */
export const syncOdooRoute = guarded(
  "operate",
  "post",
  "/export/odoo/sync",
  async ({ request, response, caller, ports }) => {
    const { force } = parseInput(Query, request.query);
    const { runId, created } = await ports.control.startExport(caller.tenantId, force === "true");
    if (created) {
      await ports.audit.record({
        tenantId: caller.tenantId,
        actor: `key:${caller.keyId}`,
        action: "odoo.sync",
        subject: runId,
      });
    }
    response
      .status(created ? 202 : 200)
      .location(`/runs/${runId}`)
      .json({ run_id: runId, status: "running", created });
  },
);
