import type { z } from "zod";
import type { ScoreRow } from "../../../observability/reads/score-columns.ts";
import { redactValue } from "../../../redaction.ts";
import type { ExportSchema } from "./export-schema.ts";

/** A score as the API shows it: the CSV's columns, with lists as lists. */
function scoreJson(row: ScoreRow): z.input<typeof ExportSchema.Score> {
  return {
    tenant_id: row.tenantId,
    run_id: row.runId,
    company_id: row.companyId,
    company: redactValue(row.companyName),
    domain: redactValue(row.domain),
    industry: redactValue(row.industry),
    country: row.country,
    employees: row.employees,
    score: row.score,
    bucket: row.bucket,
    rationale: redactValue(row.rationale),
    cited_signals: [...row.citedSignals],
    scored_at: row.scoredAt.toISOString(),
    exported_at: row.exportedAt?.toISOString() ?? null,
  };
}

/** `{"scores": […]}` of rows that come in batches: one text a batch, nothing held back. */
export async function* renderScores(batches: AsyncIterable<readonly ScoreRow[]>): AsyncGenerator<string> {
  yield '{"scores":[';
  let separator = "\n";
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    yield separator + rows.map((row) => JSON.stringify(scoreJson(row))).join(",\n");
    separator = ",\n";
  }
  yield "\n]}\n";
}
