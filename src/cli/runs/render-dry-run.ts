import type { CandidateFunnel } from "../../database/tenants/candidate-funnel-store.ts";
import type { DryRun } from "../../runner/planning/dry-run.ts";
import type { Range } from "../../runner/planning/estimate-cost.ts";
import { renderFunnel } from "../kit/render-funnel.ts";
import { printable, renderTable } from "../kit/render-table.ts";

/** What a run would do, for people. */
export function renderDryRun(
  { tenantId, stages, failure, companies, estimates, costUsd }: Omit<DryRun, "manifest">,
  funnel: CandidateFunnel | null,
): string {
  const more = companies.count > companies.first.length ? ", …" : "";
  return [
    `A run of ${tenantId} would work on ${selection(companies)}. Nothing was written, nobody was called.`,
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

/** Where the companies come from, so that the numbers add up. */
function selection({ count, added, candidates }: DryRun["companies"]): string {
  if (candidates === null) return `${count} companies`;
  if (added === 0) return `${count} companies of ${candidates} candidates`;
  return `${count} companies: ${count - added} of ${candidates} candidates, and ${added} that fit the profile by their industry alone`;
}

const counts = ({ low, expected, high }: Range) =>
  low === high ? String(expected) : `${expected} (${low} to ${high})`;

const dollars = ({ low, expected, high }: Range) =>
  low === high
    ? `$${expected.toFixed(2)}`
    : `$${expected.toFixed(2)} ($${low.toFixed(2)} to $${high.toFixed(2)})`;
