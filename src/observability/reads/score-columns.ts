import type { Bucket } from "../../entities/vocabulary.ts";
import { redactValue } from "../../redaction.ts";
import type { Column } from "../events/render-csv.ts";

/** A company's score, as `scores.csv` shows it. */
export interface ScoreRow {
  readonly tenantId: string;
  readonly runId: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly domain: string | null;
  readonly industry: string | null;
  readonly country: string | null;
  readonly employees: number | null;
  readonly score: number;
  readonly bucket: Bucket;
  readonly rationale: string;
  readonly citedSignals: readonly string[];
  readonly scoredAt: Date;
  /** Null until it is exported to Odoo. */
  readonly exportedAt: Date | null;
}

/** The columns of `scores.csv`. */
export const SCORE_COLUMNS: readonly Column<ScoreRow>[] = [
  { header: "tenant_id", cell: (row) => row.tenantId },
  { header: "run_id", cell: (row) => row.runId },
  { header: "company_id", cell: (row) => row.companyId },
  { header: "company", cell: (row) => redactValue(row.companyName) },
  { header: "domain", cell: (row) => redactValue(row.domain) },
  { header: "industry", cell: (row) => redactValue(row.industry) },
  { header: "country", cell: (row) => redactValue(row.country) },
  { header: "employees", cell: (row) => row.employees },
  { header: "score", cell: (row) => row.score },
  { header: "bucket", cell: (row) => row.bucket },
  { header: "rationale", cell: (row) => redactValue(row.rationale) },
  { header: "cited_signals", cell: (row) => row.citedSignals.join(" ") },
  { header: "scored_at", cell: (row) => row.scoredAt },
  { header: "exported_at", cell: (row) => row.exportedAt },
];
