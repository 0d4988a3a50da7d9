import type { LatencyPoint } from "../../../charts/figures/stage-latency-chart.ts";
import { stageLatencyChart } from "../../../charts/figures/stage-latency-chart.ts";
import { STAGES } from "../../../entities/stage-table.ts";
import type { Night, NightStage } from "../../../observability/nights/night.ts";
import { listNights } from "../../../observability/nights/past-nights-store.ts";
import { nightLabel } from "../../data/night-label.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { readChoice } from "../../kit/read-field.ts";
import { runPath } from "../../kit/run-path.ts";
import { ChartCard } from "../../views/chart-card.tsx";
import { ChoiceField } from "../../views/choice-field.tsx";
import { FilterForm } from "../../views/filter-form.tsx";
import { TableCard } from "../../views/table-card.tsx";
import { percentileColumns } from "./percentile-columns.ts";

const NIGHTS = 30;
/** With a chart for each stage, more nights would make the page too large for a phone. */
const NIGHTS_OF_ALL = 10;
const EMPTY = "No company went through this stage in these nights.";

/** How long companies take in each stage; by stage and by night. */
export const latencyPage: Page = {
  path: "latency",
  section: "latency",
  role: "viewer",
  async load({ world, tenantId, query, rowLimit }) {
    const chosen = readChoice(query, "stage", STAGES);
    const count = chosen === null ? NIGHTS_OF_ALL : NIGHTS;
    const nights = await world.database.withTenant(tenantId, (transaction) =>
      listNights(transaction, tenantId, query.has("csv") ? NIGHTS : count),
    );
    const measured = STAGES.filter((stage) =>
      nights.some(({ stages }) => stages.some((one) => one.stage === stage && one.p95Ms !== null)),
    );
    const shown = chosen === null ? measured : [chosen];
    const rows = nights.toReversed().flatMap((night) =>
      night.stages
        .filter(({ stage, p95Ms }) => shown.includes(stage) && p95Ms !== null)
        .toSorted((one, other) => STAGES.indexOf(one.stage) - STAGES.indexOf(other.stage))
        .map((stage): Pick<Night, "runId" | "runDate"> & NightStage => ({
          ...stage,
          runId: night.runId,
          runDate: night.runDate,
        })),
    );
    const table = createTable({
      name: "latency",
      caption: "By night and stage",
      empty: EMPTY,
      rows: rows.slice(0, rowLimit),
      keyOf: ({ runId, stage }) => `${runId} ${stage}`,
      columns: [
        {
          name: "Night",
          value: (row) => row.runDate,
          show: (row) => <a href={runPath(tenantId, row.runId)}>{row.runDate}</a>,
        },
        {
          name: "Stage",
          value: (row) => row.stage,
          show: (row) => <a href={`?stage=${row.stage}`}>{row.stage}</a>,
        },
        { name: "Companies", isNumber: true, value: (row) => row.total },
        ...percentileColumns(),
      ],
    });
    return {
      title: "Latency",
      lead: `How long a company took in a stage, in the newest ${count} nights; the file has ${NIGHTS} nights.`,
      tables: [table],
      body: (
        <>
          <FilterForm isActive={chosen !== null}>
            <ChoiceField name="stage" label="Stage" words={STAGES} value={chosen ?? ""} none="all" />
          </FilterForm>
          {shown.map((stage) => (
            <ChartCard
              key={stage}
              empty={EMPTY}
              chart={stageLatencyChart(stage, pointsOf(tenantId, nights, stage))}
            />
          ))}
          <TableCard table={table} query={query} />
        </>
      ),
    };
  },
};

function pointsOf(tenantId: string, nights: readonly Night[], stage: string): LatencyPoint[] {
  return nights.map((night) => {
    const found = night.stages.find((one) => one.stage === stage);
    return {
      label: nightLabel(tenantId, night),
      p50Ms: found?.p50Ms ?? null,
      p95Ms: found?.p95Ms ?? null,
      p99Ms: found?.p99Ms ?? null,
    };
  });
}
