import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { ExportSchema } from "./export-schema.ts";

/**
 * `POST /export/odoo/sync`: hands over to Odoo what is scored and not there yet, as a job: a run that only exports. 202
 * when it has been started, 200 when one that does as much is under way already. `?force=true` sends what Odoo has once more.
 */
export const syncOdooRoute = guarded(
  {
    scope: "operate",
    method: "post",
    path: "/export/odoo/sync",
    id: "syncOdoo",
    tag: "Exports",
    summary: "exports what is scored as a job: 202, or 200 with the same under way, else 409",
    query: ExportSchema.SyncQuery,
    example: { force: "true" },
    answers: { 202: ExportSchema.Synced, 200: ExportSchema.Synced },
    problems: [409],
  },
  async ({ request, response, caller, ports }) => {
    const { force } = parseInput(ExportSchema.SyncQuery, request.query);
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
