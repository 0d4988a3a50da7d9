import { bucketDistributionChart } from "../../../charts/figures/bucket-distribution-chart.ts";
import { qaPassRateChart } from "../../../charts/figures/qa-pass-rate-chart.ts";
import { rationaleLengthChart } from "../../../charts/figures/rationale-length-chart.ts";
import { verifiedEmailChart } from "../../../charts/figures/verified-email-chart.ts";
import { formatFigure } from "../../../charts/format-figure.ts";
import type { Night } from "../../../observability/nights/night.ts";
import { listNights } from "../../../observability/nights/past-nights-store.ts";
import { passRate } from "../../../qa/rates/pass-rate.ts";
import { nightLabel } from "../../data/night-label.ts";
import { createTable } from "../../kit/data-table.ts";
import type { Page } from "../../kit/page-request.ts";
import { runPath } from "../../kit/run-path.ts";
import { ChartCard } from "../../views/chart-card.tsx";
import { TableCard } from "../../views/table-card.tsx";

const NIGHTS = 30;
const EMPTY = "No night has ended yet.";
const BAND = /^rationale_length_(\d+)_(\d+|up)$/;

/** A night and its pass rate. */
interface RatedNight {
  readonly night: Night;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** How good the leads are: addresses, verdicts, rationales and buckets. */
export const qualityPage: Page = {
  path: "quality",
  section: "quality",
  role: "viewer",
  async load({ world, tenantId, query }) {
    const nights = await world.database.withTenant(tenantId, (transaction) =>
      listNights(transaction, tenantId, NIGHTS),
    );
    const rated = nights.map((night): RatedNight => ({ night, ...rateOf(night) }));
    const metric = (night: Night, name: string) => night.metrics[name] ?? null;
    const table = createTable<RatedNight>({
      name: "quality",
      caption: "By night",
      empty: EMPTY,
      rows: rated.toReversed(),
      keyOf: ({ night }) => night.runId,
      columns: [
        {
          name: "Night",
          value: ({ night }) => night.runDate,
          show: ({ night }) => <a href={runPath(tenantId, night.runId)}>{night.runDate}</a>,
        },
        ...[
          ["Addresses verified", "verified_email_rate"],
          ["Companies with one", "companies_with_business_email_rate"],
          ["High", "bucket_share_high"],
          ["Medium", "bucket_share_medium"],
          ["Low", "bucket_share_low"],
        ].map(([name = "", key = ""]) => ({
          name,
          isNumber: true,
          value: ({ night }: RatedNight) => metric(night, key),
          show: ({ night }: RatedNight) => formatFigure(metric(night, key), "share"),
        })),
        { name: "Passed", isNumber: true, value: ({ night }) => night.passes },
        { name: "Failed", isNumber: true, value: ({ night }) => night.fails },
        {
          name: "Pass rate",
          isNumber: true,
          value: ({ rate }) => rate,
          show: ({ rate }) => formatFigure(rate, "share"),
        },
        {
          name: "95 % interval",
          isNumber: true,
          value: ({ low, high }) => (low === null || high === null ? null : `${low} to ${high}`),
          show: ({ low, high }) =>
            low === null ? "–" : `${formatFigure(low, "share")} to ${formatFigure(high, "share")}`,
        },
      ],
    });
    const newest = nights.at(-1);
    const label = (night: Night) => nightLabel(tenantId, night);
    return {
      title: "Quality and verification",
      lead: "The newest 30 nights. A sample is judged in Slack; the table links to each run's sample.",
      tables: [table],
      body: (
        <>
          <ChartCard
            empty={EMPTY}
            chart={verifiedEmailChart(
              nights.map((night) => ({
                label: label(night),
                verifiedShare: metric(night, "verified_email_rate"),
                withBusinessShare: metric(night, "companies_with_business_email_rate"),
              })),
            )}
          />
          <ChartCard
            empty="No sample has been judged yet. Verdicts are given in Slack."
            chart={qaPassRateChart(
              rated.map(({ night, rate, low, high }) => ({ label: label(night), rate, low, high })),
            )}
          />
          <ChartCard
            empty={EMPTY}
            chart={rationaleLengthChart(newest === undefined ? [] : bandsOf(newest))}
          />
          <ChartCard
            empty={EMPTY}
            chart={bucketDistributionChart(
              nights.map((night) => ({
                label: label(night),
                high: metric(night, "bucket_share_high"),
                medium: metric(night, "bucket_share_medium"),
                low: metric(night, "bucket_share_low"),
              })),
            )}
          />
          <TableCard table={table} query={query} />
        </>
      ),
    };
  },
};

function rateOf({ passes, fails }: Night): Omit<RatedNight, "night"> {
  const { rate, interval } = passRate({ passes, fails, needsReview: 0, pending: 0 });
  return { rate, low: interval?.low ?? null, high: interval?.high ?? null };
}

function bandsOf({ metrics }: Night): { readonly band: string; readonly count: number }[] {
  return Object.entries(metrics)
    .flatMap(([name, count]) => {
      const [, from, to] = BAND.exec(name) ?? [];
      if (from === undefined || to === undefined || count === null) return [];
      return [{ from: Number(from), band: to === "up" ? `${from} and more` : `${from} to ${to}`, count }];
    })
    .toSorted((one, other) => one.from - other.from);
}
