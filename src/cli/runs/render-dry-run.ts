import type { CandidateFunnel } from "../../database/tenants/candidate-funnel-store.ts";
import type { DryRun } from "../../runner/planning/dry-run.ts";
import type { Range } from "../../runner/planning/estimate-cost.ts";
import { renderFunnel } from "../kit/render-funnel.ts";
import { printable, renderTable } from "../kit/render-table.ts";

/** What a run would do, for people. */
export function renderDryRun(
  { tenantId, stages, failure, companies, estimates, costUsd }: DryRun,
  funnel: CandidateFunnel | null,
): string {
  const of = companies.candidates === null ? "" : ` of ${companies.candidates} candidates`;
  const more = companies.count > companies.first.length ? ", …" : "";
  return [
    `A run of ${tenantId} would work on ${companies.count} companies${of}. Nothing was written, nobody was called.`,
    ...(companies.first.length > 0 ? [`First: ${companies.first.map(printable).join(", ")}${more}`] : []),
    ...(failure === null ? [] : [`It would fail: ${failure}.`]),
    ...(funnel === null ? [] : [renderFunnel(funnel)]),
    "",
    renderTable(
      ["STAGE", "WOULD", "VENDOR", "CALLS", "COST", "BASIS"],
      stages.map(({ stage, status, reason }) => {
        const estimate = estimates.find((known) => known.stage === stage);
        return [
          stage,
          status === "pending" ? "run" : `be skipped: ${reason ?? ""}`,
          estimate?.vendor ?? "",
          estimate === undefined ? "" : counts(estimate.calls),
          estimate === undefined ? "" : estimate.costUsd === null ? "no price" : dollars(estimate.costUsd),
          estimate?.basis ?? "",
        ];
      }),
    ),
    "",
    `Estimated cost: ${dollars(costUsd)}`,
  ].join("\n");
}

const counts = ({ low, expected, high }: Range) =>
  low === high ? String(expected) : `${expected} (${low} to ${high})`;

const dollars = ({ low, expected, high }: Range) =>
  low === high
    ? `$${expected.toFixed(2)}`
    : `$${expected.toFixed(2)} ($${low.toFixed(2)} to $${high.toFixed(2)})`;
