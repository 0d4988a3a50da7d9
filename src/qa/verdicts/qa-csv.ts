import type { Bucket, Verdict } from "../../entities/vocabulary.ts";
import type { Column } from "../../observability/events/render-csv.ts";
import { redactValue } from "../../redaction.ts";

/** A sampled company and its current verdict, as `qa.csv` shows it. */
export interface QaRow {
  readonly tenantId: string;
  readonly runId: string;
  readonly sampleNo: number;
  readonly populationSize: number;
  /** How likely it was to be drawn, above 0 and at most 1. */
  readonly inclusionProbability: number;
  readonly companyId: string;
  readonly companyName: string;
  readonly domain: string | null;
  readonly bucket: Bucket;
  readonly score: number | null;
  readonly checks: Record<string, unknown>;
  /** Null until somebody has judged it, like the four fields below. */
  readonly result: Verdict | null;
  readonly reason: string | null;
  readonly notes: string | null;
  readonly actor: string | null;
  readonly at: Date | null;
}

/** The columns of `qa.csv`. */
export const QA_COLUMNS: readonly Column<QaRow>[] = [
  { header: "tenant_id", cell: (row) => row.tenantId },
  { header: "run_id", cell: (row) => row.runId },
  { header: "sample_no", cell: (row) => row.sampleNo },
  { header: "population_size", cell: (row) => row.populationSize },
  { header: "company_id", cell: (row) => row.companyId },
  { header: "company", cell: (row) => redactValue(row.companyName) },
  { header: "domain", cell: (row) => redactValue(row.domain) },
  { header: "bucket", cell: (row) => row.bucket },
  { header: "score", cell: (row) => row.score },
  { header: "checks", cell: (row) => JSON.stringify(redactValue(row.checks)) },
  { header: "result", cell: (row) => row.result },
  { header: "reason", cell: (row) => redactValue(row.reason) },
  { header: "notes", cell: (row) => redactValue(row.notes) },
  { header: "reviewer", cell: (row) => row.actor },
  { header: "reviewed_at", cell: (row) => row.at },
  { header: "inclusion_probability", cell: (row) => row.inclusionProbability },
];
