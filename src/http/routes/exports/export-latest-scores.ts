import { renderCsv } from "../../../observability/events/render-csv.ts";
import { SCORE_COLUMNS } from "../../../observability/reads/score-columns.ts";
import { type GuardedContext, guarded } from "../../kit/route.ts";
import { sendCsv } from "../../kit/send-csv.ts";
import { sendStream } from "../../kit/send-stream.ts";
import { ExportSchema } from "./export-schema.ts";
import { readStyle } from "./read-style.ts";
import { renderScores } from "./render-scores.ts";

/** `GET /export/latest_scores.csv`: the newest score of each company, streamed, for people with `?bom=true`. */
export const exportLatestScoresCsvRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/export/latest_scores.csv",
    id: "exportScoresCsv",
    tag: "Exports",
    summary: "the newest score of each company, streamed",
    query: ExportSchema.StyleQuery,
    example: { bom: "true" },
    answers: { 200: { mediaTypes: ["text/csv"] } },
  },
  async (context) => {
    const { request, response, caller, ports } = context;
    const style = readStyle(request.query);
    await auditExport(context, "csv");
    const batches = ports.scores.streamLatest(caller.tenantId);
    const csv = renderCsv(SCORE_COLUMNS, batches, style);
    await sendCsv(response, `latest_scores-${caller.tenantId}.csv`, csv);
  },
);

/** `GET /export/latest_scores.json`: the same as JSON, streamed. */
export const exportLatestScoresJsonRoute = guarded(
  {
    scope: "read",
    method: "get",
    path: "/export/latest_scores.json",
    id: "exportScoresJson",
    tag: "Exports",
    summary: "the same as JSON",
    answers: { 200: ExportSchema.Scores },
  },
  async (context) => {
    const { response, caller, ports } = context;
    await auditExport(context, "json");
    const batches = ports.scores.streamLatest(caller.tenantId);
    await sendStream(response, { "Content-Type": "application/json; charset=utf-8" }, renderScores(batches));
  },
);

function auditExport({ caller, ports }: GuardedContext, format: string): Promise<void> {
  return ports.audit.record({
    tenantId: caller.tenantId,
    actor: `key:${caller.keyId}`,
    action: "scores.export",
    subject: format,
  });
}
