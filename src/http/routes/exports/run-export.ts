import { NotFoundError } from "../../../errors.ts";
import { type Column, renderCsv } from "../../../observability/events/render-csv.ts";
import { guarded, type Route } from "../../kit/route.ts";
import { sendCsv } from "../../kit/send-csv.ts";
import type { HttpPorts } from "../../ports/http-ports.ts";
import { readRunId } from "../runs/read-run-id.ts";
import { ExportSchema } from "./export-schema.ts";
import { readStyle } from "./read-style.ts";

/** A CSV of what belongs to one run (`?run_id=`), streamed, for people with `?bom=true`; who took it is in the audit log. */
export function runExport<Row>(options: {
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  /** The download's name begins so, and the run's id follows. */
  readonly file: string;
  /** What the audit log calls it. */
  readonly action: string;
  readonly columns: readonly Column<Row>[];
  readonly read: (ports: HttpPorts, tenantId: string, runId: string) => AsyncIterable<readonly Row[]>;
}): Route {
  const { path, id, summary, file, action, columns, read } = options;
  return guarded(
    {
      scope: "read",
      method: "get",
      path,
      id,
      tag: "Exports",
      summary,
      query: ExportSchema.RunQuery,
      example: { run_id: "latest" },
      answers: { 200: { mediaTypes: ["text/csv"] } },
      problems: [404],
    },
    async ({ request, response, caller, ports }) => {
      const { tenantId, keyId } = caller;
      const style = readStyle(request.query);
      const runId = await readRunId(ports, tenantId, request.query);
      if ((await ports.runs.read(tenantId, runId)) === null) throw new NotFoundError("run", runId);
      await ports.audit.record({ tenantId, actor: `key:${keyId}`, action, subject: runId });
      const csv = renderCsv(columns, read(ports, tenantId, runId), style);
      await sendCsv(response, `${file}-${runId}.csv`, csv);
    },
  );
}
