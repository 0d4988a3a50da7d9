import { expect } from "chai";
import type { Chart } from "../../src/charts/chart.ts";
import { agentActivityChart } from "../../src/charts/figures/agent-activity-chart.ts";
import { bucketDistributionChart } from "../../src/charts/figures/bucket-distribution-chart.ts";
import { budgetBurnChart } from "../../src/charts/figures/budget-burn-chart.ts";
import { candidateFunnelChart } from "../../src/charts/figures/candidate-funnel-chart.ts";
import { outcomeRatesChart } from "../../src/charts/figures/outcome-rates-chart.ts";
import { qaPassRateChart } from "../../src/charts/figures/qa-pass-rate-chart.ts";
import { rationaleLengthChart } from "../../src/charts/figures/rationale-length-chart.ts";
import { runDurationChart } from "../../src/charts/figures/run-duration-chart.ts";
import { runTimelineChart } from "../../src/charts/figures/run-timeline-chart.ts";
import { stageLatencyChart } from "../../src/charts/figures/stage-latency-chart.ts";
import { vendorUseChart } from "../../src/charts/figures/vendor-use-chart.ts";
import { verifiedEmailChart } from "../../src/charts/figures/verified-email-chart.ts";
import { formatFigure } from "../../src/charts/format-figure.ts";
import { renderChart } from "../../src/charts/render-chart.ts";
import { patience } from "../support/patience.ts";

const label = (at: number) => ({ text: `n${at}`, href: null });

/** Every chart with this many points. */
function chartsOf(points: number): Chart[] {
  const nights = Array.from({ length: points }, (_, at) => at);
  const vendors = (at: number) => ({ openai: { calls: at + 1, errors: 1, costUsd: 0.5 } });
  const agents = (at: number) => ({ triage: { runs: at + 1, tokens: 10, costUsd: 0.1 } });
  return [
    stageLatencyChart(
      "crawl",
      nights.map((at) => ({ label: label(at), p50Ms: at, p95Ms: at * 2, p99Ms: null })),
    ),
    runTimelineChart(nights.map((at) => ({ stage: `s${at}`, href: null, fromMs: at, durationMs: 5 }))),
    candidateFunnelChart(nights.map((at) => ({ name: `s${at}`, href: null, count: 9 - at }))),
    outcomeRatesChart(nights.map((at) => ({ label: label(at), successes: 8, errors: 2 }))),
    ...(["calls", "errors", "costUsd"] as const).map((what) =>
      vendorUseChart(
        what,
        nights.map((at) => ({ label: label(at), vendors: vendors(at) })),
      ),
    ),
    budgetBurnChart(nights.map((at) => ({ date: `2026-11-${at}`, costUsd: at < 20 ? 1 : null }))),
    bucketDistributionChart(nights.map((at) => ({ label: label(at), high: 0.5, medium: 0.3, low: 0.2 }))),
    verifiedEmailChart(
      nights.map((at) => ({ label: label(at), verifiedShare: 0.7, withBusinessShare: 0.6 })),
    ),
    qaPassRateChart(nights.map((at) => ({ label: label(at), rate: 0.8, low: 0.5, high: 0.95 }))),
    rationaleLengthChart(nights.map((at) => ({ band: `${at}`, count: at + 1 }))),
    runDurationChart(nights.map((at) => ({ label: label(at), durationMs: 60_000 }))),
    ...(["runs", "tokens", "costUsd"] as const).map((what) =>
      agentActivityChart(
        what,
        nights.map((at) => ({ label: label(at), agents: agents(at) })),
      ),
    ),
  ];
}

describe("a chart", function () {
  this.timeout(patience(20_000));

  it("is not drawn without points", () => {
    for (const chart of chartsOf(0)) expect(renderChart(chart), chart.id).to.equal(null);
  });

  for (const points of [1, 400]) {
    it(`is drawn with ${points} points, without script, style or colours of one scheme`, () => {
      for (const chart of chartsOf(points)) {
        const svg = renderChart(chart) ?? "";
        expect(svg, chart.id).to.match(/^<svg class="chart" viewBox="0 0 460 \d+"/);
        expect(svg, chart.id).not.to.match(/<script|<style| style="| on\w+="|NaN|undefined|Infinity/);
        expect(svg, chart.id).to.include("var(--series-");
        expect(svg, chart.id).to.include(chart.title);
      }
    });
  }

  it("has the same numbers in its table as in its drawing", () => {
    for (const chart of chartsOf(3)) {
      expect(chart.labels, chart.id).to.have.length(3);
      for (const { values } of chart.series) expect(values, chart.id).to.have.length(3);
    }
    const svg = renderChart(
      stageLatencyChart("crawl", [{ label: label(1), p50Ms: 40, p95Ms: 1_500, p99Ms: 61_000 }]),
    );
    expect(svg).to.include("<title>n1: p50 40 ms</title>").and.include("<title>n1: p99 1 min</title>");
  });

  it("names the right figure on a bar that stands on an invisible one", () => {
    const svg = renderChart(
      runTimelineChart([{ stage: "crawl", href: null, fromMs: 60_000, durationMs: 2_000 }]),
    );
    expect(svg).to.include("<title>crawl: took 2 s</title>").and.not.include("began after");
  });

  it("writes names from outside as text", () => {
    const odd = '<script>"x"&';
    const day = { label: label(1), agents: { [odd]: { runs: 1, tokens: 1, costUsd: 0 } } };
    const svg = renderChart(agentActivityChart("runs", [day]));
    expect(svg).not.to.include("<script>");
  });

  it("sums up agents that are too many to tell apart", () => {
    const agents = Object.fromEntries(
      Array.from({ length: 9 }, (_, at) => [`a${at}`, { runs: 9 - at, tokens: 0, costUsd: 0 }]),
    );
    const { series } = agentActivityChart("runs", [{ label: label(1), agents }]);
    expect(series.map(({ name, values }) => [name, values[0]])).to.deep.equal([
      ["a0", 9],
      ["a1", 8],
      ["a2", 7],
      ["a3", 6],
      ["a4", 5],
      ["4 others", 10],
    ]);
  });

  it("forecasts a month at the average of its days so far", () => {
    const days = [2, 4, null, null].map((costUsd, at) => ({ date: `d${at}`, costUsd }));
    expect(budgetBurnChart(days).series.map(({ values }) => values)).to.deep.equal([
      [2, 6, null, null],
      [null, 6, 9, 12],
    ]);
  });
});

describe("a figure", () => {
  it("has its unit, and as many digits as tell it from nothing", () => {
    const cases = [
      [null, "count", "–"],
      [0, "share", "0 %"],
      [0.125, "share", "12.5 %"],
      [1, "share", "100 %"],
      [999, "ms", "999 ms"],
      [1_000, "ms", "1 s"],
      [90_000, "ms", "1.5 min"],
      [7_200_000, "ms", "2 h"],
      [0, "usd", "$0"],
      [0.98, "usd", "$0.98"],
      [0.0042, "usd", "$0.0042"],
      [0.000013, "usd", "$0.000013"],
      [12_345, "tokens", "12.3K"],
      [1_234, "count", "1,234"],
    ] as const;
    for (const [value, unit, text] of cases) expect(formatFigure(value, unit), text).to.equal(text);
  });
});
