import { formatFigure } from "../../../charts/format-figure.ts";
import { isRunStage } from "../../../entities/stage-table.ts";
import { usdNumber } from "../../../nano-usd.ts";
import type { RunRecord } from "../../../observability/reads/run-read-store.ts";
import type { RunAlert } from "../../data/run-alert-store.ts";
import type { CountedError, ListedCompany, RunSample } from "../../data/run-detail-store.ts";
import { createTable } from "../../kit/data-table.ts";
import type { PageRequest } from "../../kit/page-request.ts";
import { companyPath } from "../../kit/run-path.ts";
import { withQuery } from "../../kit/with-query.ts";
import { Badge } from "../../views/badge.tsx";
import { TimeAt } from "../../views/time-at.tsx";
import { percentileColumns } from "./percentile-columns.ts";

/** The tables of a run's page. */
export function runTables(
  { tenantId, query, time, rowLimit }: Pick<PageRequest, "tenantId" | "query" | "time" | "rowLimit">,
  found: {
    readonly record: RunRecord;
    readonly errors: readonly CountedError[];
    /** One more than is shown, when there are more. */
    readonly companies: readonly ListedCompany[];
    readonly samples: readonly RunSample[];
    readonly alerts: readonly RunAlert[];
  },
) {
  const { run, stages, vendors, metrics } = found.record;
  const base = `/t/${encodeURIComponent(tenantId)}`;
  const companies = found.companies.slice(0, rowLimit);
  const last = companies.at(-1);
  const shownStages = stages.filter(({ stage }) => !isRunStage(stage));
  return {
    stages: createTable({
      name: "stages",
      caption: "Stages",
      empty: "This run has no stages.",
      rows: stages,
      keyOf: ({ stage }) => stage,
      columns: [
        {
          name: "Stage",
          value: (row) => row.stage,
          show: (row) => <a href={`${base}/events?run=${run.runId}&stage=${row.stage}`}>{row.stage}</a>,
        },
        { name: "Status", value: (row) => row.status, show: (row) => <Badge word={row.status} /> },
        { name: "Attempted", isNumber: true, value: (row) => row.countTotal },
        { name: "Success", isNumber: true, value: (row) => row.countSuccess },
        { name: "Error", isNumber: true, value: (row) => row.countError },
        { name: "Blocked", isNumber: true, value: (row) => row.countBlocked },
        { name: "Skipped", isNumber: true, value: (row) => row.countSkipped },
        ...percentileColumns(),
        {
          name: "Cost",
          isNumber: true,
          value: (row) => usdNumber(row.costNanoUsd),
          show: (row) => formatFigure(usdNumber(row.costNanoUsd), "usd"),
        },
        {
          name: "Why",
          value: (row) => row.statusReason,
          show: (row) => <p className="text note">{row.statusReason ?? ""}</p>,
        },
      ],
    }),
    errors: createTable({
      name: "errors",
      caption: "Errors by class",
      empty: "Nothing failed.",
      rows: found.errors,
      keyOf: (row) => `${row.stage} ${row.vendor} ${row.errorCode}`,
      columns: [
        { name: "Stage", value: (row) => row.stage },
        { name: "Vendor", value: (row) => row.vendor },
        {
          name: "Error",
          value: (row) => row.errorCode,
          show: (row) => (
            <a href={`${base}/events?run=${run.runId}&stage=${row.stage}&status=error`}>
              <code>{row.errorCode}</code>
            </a>
          ),
        },
        { name: "Count", isNumber: true, value: (row) => row.count },
        {
          name: "Example",
          value: (row) => row.example,
          show: (row) => <p className="text note">{row.example}</p>,
        },
      ],
    }),
    vendors: createTable({
      name: "vendors",
      caption: "Vendors",
      empty: "No vendor was called.",
      rows: vendors,
      keyOf: ({ vendor }) => vendor,
      columns: [
        { name: "Vendor", value: (row) => row.vendor },
        { name: "Calls", isNumber: true, value: (row) => row.calls },
        { name: "Errors", isNumber: true, value: (row) => row.errors },
        { name: "Rate limited", isNumber: true, value: (row) => row.rateLimitHits },
        {
          name: "Quota used up",
          value: (row) => row.quotaExhausted,
          show: (row) => (row.quotaExhausted ? <Badge word="yes" /> : "no"),
        },
        { name: "Tokens in", isNumber: true, value: (row) => row.tokensInput },
        { name: "Tokens out", isNumber: true, value: (row) => row.tokensOutput },
        {
          name: "Cost",
          isNumber: true,
          value: (row) => usdNumber(row.costNanoUsd),
          show: (row) => formatFigure(usdNumber(row.costNanoUsd), "usd"),
        },
        { name: "Without a price", isNumber: true, value: (row) => row.unpricedCalls },
      ],
    }),
    alerts: createTable({
      name: "alerts",
      caption: "Alerts about this run",
      empty: "No alert is about this run.",
      rows: found.alerts,
      keyOf: ({ alertId }) => alertId,
      columns: [
        {
          name: "Rule",
          value: (row) => row.ruleId,
          show: (row) => <a href={`${base}/alerts/${row.alertId}`}>{row.ruleId}</a>,
        },
        { name: "About", value: (row) => row.subject },
        { name: "Severity", value: (row) => row.severity, show: (row) => <Badge word={row.severity} /> },
        { name: "State", value: (row) => row.state, show: (row) => <Badge word={row.state} /> },
        { name: "What", value: (row) => row.summary, show: (row) => <p className="text">{row.summary}</p> },
        {
          name: "Since",
          value: (row) => row.firedAt,
          show: (row) => <TimeAt at={row.firedAt} time={time} />,
        },
      ],
    }),
    companies: createTable({
      name: "companies",
      caption: "Companies",
      empty: "No company matches. A run without companies says why above.",
      rows: companies,
      keyOf: ({ companyId }) => companyId,
      next:
        found.companies.length > rowLimit && last !== undefined
          ? withQuery(query, { after: String(last.ordinal) })
          : null,
      columns: [
        {
          name: "Company",
          value: (row) => row.name,
          show: (row) => (
            <a href={companyPath(tenantId, run.runId, row.companyId)}>
              <bdi>{row.name}</bdi>
            </a>
          ),
        },
        { name: "Company id", value: (row) => row.companyId, isFileOnly: true },
        ...shownStages.map(({ stage }) => ({
          name: stage,
          value: (row: ListedCompany) => {
            const found = row.outcomes[stage];
            return found === undefined
              ? null
              : found.code === null
                ? found.outcome
                : `${found.outcome}: ${found.code}`;
          },
          show: (row: ListedCompany) => {
            const found = row.outcomes[stage];
            if (found === undefined) return "–";
            return found.code === null ? (
              <span className="note">{found.outcome}</span>
            ) : (
              <span className="note">
                {found.outcome}: {found.code}
              </span>
            );
          },
        })),
        { name: "Score", isNumber: true, value: (row: ListedCompany) => row.score },
        {
          name: "Bucket",
          value: (row: ListedCompany) => row.bucket,
          show: (row: ListedCompany) => (row.bucket === null ? "–" : <Badge word={row.bucket} />),
        },
      ],
    }),
    samples: createTable({
      name: "samples",
      caption: "QA sample",
      empty: "No sample was drawn.",
      rows: found.samples,
      keyOf: ({ companyId }) => companyId,
      columns: [
        { name: "No.", isNumber: true, value: (row) => row.sampleNo },
        {
          name: "Company",
          value: (row) => row.name,
          show: (row) => (
            <a href={companyPath(tenantId, run.runId, row.companyId)}>
              <bdi>{row.name}</bdi>
            </a>
          ),
        },
        { name: "Bucket", value: (row) => row.bucket, show: (row) => <Badge word={row.bucket} /> },
        {
          name: "Verdict",
          value: (row) => row.result,
          show: (row) => (row.result === null ? "not yet" : <Badge word={row.result} />),
        },
      ],
    }),
    metrics: createTable({
      name: "metrics",
      caption: "Metrics",
      empty: "This run has no metrics yet.",
      rows: metrics,
      keyOf: ({ name }) => name,
      columns: [
        { name: "Metric", value: (row) => row.name, show: (row) => <code>{row.name}</code> },
        {
          name: "Value",
          isNumber: true,
          value: (row) => row.value,
          show: (row) =>
            row.value === null
              ? (row.reason ?? "–").replaceAll("_", " ")
              : formatFigure(row.value, metricUnit(row.name)),
        },
        { name: "Of", isNumber: true, value: (row) => row.numerator },
        { name: "Out of", isNumber: true, value: (row) => row.denominator },
      ],
    }),
  };
}

function metricUnit(name: string) {
  if (/_(rate|share)$|^bucket_share_/.test(name)) return "share";
  if (name.endsWith("_usd")) return "usd";
  return name.endsWith("_ms") ? "ms" : "count";
}
