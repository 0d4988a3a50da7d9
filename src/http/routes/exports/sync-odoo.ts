import { parseInput } from "../../kit/parse-input.ts";
import { guarded } from "../../kit/route.ts";
import { ExportSchema } from "./export-schema.ts";

/**
 * `POST /export/odoo/sync`: hands over to Odoo what is scored and not there yet, as a job: a run that only exports. 202
 * when it has been started, 200 when a run that exports as well is already in progress. `?force=true` sends again what Odoo already has.
 */
export const syncOdooRoute = guarded(
  {
    scope: "operate",
    method: "post",
    path: "/export/odoo/sync",
    id: "syncOdoo",
    tag: "Exports",
    summary: "exports what is scored as a job: 202, 200 if such an export is already in progress, else 409",
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
