import { expect } from "chai";
import { chartBlock, pieBlock } from "../../../../src/bot/blocks/kit/chart-block.ts";
import { dataTableBlock } from "../../../../src/bot/blocks/kit/data-table-block.ts";
import type { MessageBlock } from "../../../../src/bot/blocks/kit/message.ts";
import { hasNativeBlocks, plainBlocks } from "../../../../src/bot/blocks/kit/plain-blocks.ts";
import type { Chart, ChartSeries } from "../../../../src/charts/chart.ts";
import { messageProblems } from "../../../support/slack-limits.ts";

function chartOf(points: number, series: readonly Partial<ChartSeries>[]): Chart {
  return {
    id: "c",
    title: "Cost of nights",
    description: "d",
    labelName: "Night",
    labels: Array.from({ length: points }, (_, index) => ({ text: `n${index}`, href: null })),
    series: series.map((one, index) => ({
      name: `s${index}`,
      unit: "usd",
      values: Array.from({ length: points }, (_, place) => place),
      ...one,
    })),
    option: null,
    height: 240,
  };
}

const refusals = (block: MessageBlock | null) =>
  block === null ? ["none"] : messageProblems({ text: "t", blocks: [block] });

describe("charts in Slack", () => {
  it("are none without a point", () => {
    expect(chartBlock(chartOf(0, [{}]), "line")).to.equal(null);
    expect(chartBlock(chartOf(3, []), "line")).to.equal(null);
    expect(chartBlock(chartOf(2, [{ values: [null, null] }]), "line")).to.equal(null);
    expect(pieBlock("Cost", [{ label: "lusha", value: 0 }])).to.equal(null);
  });

  it("draw one point, and the newest 20 of 400", () => {
    const one = chartBlock(chartOf(1, [{}]), "bar");
    expect(refusals(one)).to.deep.equal([]);
    const many = chartBlock(chartOf(400, [{}]), "line");
    expect(refusals(many)).to.deep.equal([]);
    expect(many?.chart).to.have.nested.property("axis_config.categories[0]", "n380");
    expect(many?.chart).to.have.nested.property("axis_config.categories[19]", "n399");
  });

  it("leave out a label for which a series has no value", () => {
    const block = chartBlock(chartOf(3, [{ values: [1, null, 3] }, { values: [4, 5, 6] }]), "line");
    expect(block?.chart).to.deep.include({
      series: [
        {
          name: "s0",
          data: [
            { label: "n0", value: 1 },
            { label: "n2", value: 3 },
          ],
        },
        {
          name: "s1",
          data: [
            { label: "n0", value: 4 },
            { label: "n2", value: 6 },
          ],
        },
      ],
    });
  });

  it("keep the greatest six series, and give no two the same name", () => {
    const series = Array.from({ length: 9 }, (_, index) => ({
      name: "a vendor with a very long name",
      values: [index + 1, index + 1],
    }));
    const block = chartBlock(chartOf(2, series), "bar");
    expect(refusals(block)).to.deep.equal([]);
    expect(block?.chart).to.have.property("series").with.length(6);
    expect(JSON.stringify(block)).to.contain("a vendor with a v… 6");
  });

  it("say milliseconds in seconds and shares in percent", () => {
    const slow = chartBlock(chartOf(1, [{ unit: "ms", values: [12_345] }]), "line");
    expect(JSON.stringify(slow)).to.contain('"value":12.35').and.to.contain('"y_label":"seconds"');
    const share = chartBlock(chartOf(1, [{ unit: "share", values: [0.25] }]), "line");
    expect(JSON.stringify(share)).to.contain('"value":25}').and.to.contain('"y_label":"percent"');
  });

  it("add up what is beyond five parts of a whole", () => {
    const parts = Array.from({ length: 8 }, (_, index) => ({ label: `v${index}`, value: index + 1 }));
    const block = pieBlock("Cost", parts);
    expect(refusals(block)).to.deep.equal([]);
    expect(block?.chart).to.have.property("segments").with.length(6);
    expect(JSON.stringify(block)).to.contain('{"label":"others","value":6}');
    expect(pieBlock("Cost", parts.slice(0, 6))?.chart)
      .to.have.property("segments")
      .with.length(6);
    expect(JSON.stringify(pieBlock("Cost", parts.slice(0, 6)))).not.to.contain("others");
  });
});

describe("tables in Slack", () => {
  it("are none without a row, and have a dash for an empty cell", () => {
    expect(dataTableBlock("Runs", ["run"], [])).to.equal(null);
    const block = dataTableBlock("Runs", ["run", "cost"], [["", { value: 1.5, text: "$1.50" }]]);
    expect(refusals(block)).to.deep.equal([]);
    expect(block?.rows[1]).to.deep.equal([
      { type: "raw_text", text: "–" },
      { type: "raw_number", value: 1.5, text: "$1.50" },
    ]);
  });

  it("show a time in the reader's zone, and say it in UTC as text", () => {
    const at = new Date("2026-11-21T02:00:00Z");
    const block = dataTableBlock("Runs", ["started"], [[{ at }]]);
    expect(refusals(block)).to.deep.equal([]);
    expect(JSON.stringify(block?.rows[1])).to.contain(`"timestamp":${at.getTime() / 1000}`);
    expect(JSON.stringify(plainBlocks(block === null ? [] : [block]))).to.contain("2026-11-21 02:00 UTC");
  });

  it("take 100 rows and say how many more there are", () => {
    const rows = Array.from({ length: 101 }, (_, index) => [`r${index}`]);
    expect(dataTableBlock("Runs", ["run"], rows.slice(1))?.caption).to.equal("Runs");
    const block = dataTableBlock("Runs", ["run"], rows);
    expect(refusals(block)).to.deep.equal([]);
    expect(block?.caption).to.equal("Runs (1 more not shown)");
  });

  it("hold at most 10,000 characters", () => {
    const rows = Array.from({ length: 100 }, () => ["x".repeat(200)]);
    const block = dataTableBlock("Runs", ["run"], rows);
    expect(refusals(block)).to.deep.equal([]);
    expect(block?.rows).to.have.length(50);
    expect(block?.caption).to.equal("Runs (51 more not shown)");
  });
});

describe("messages for a Slack without charts and tables", () => {
  it("have the same figures as lines of text", () => {
    const blocks = [
      chartBlock(chartOf(2, [{ name: "lusha", values: [1.5, 2] }]), "line"),
      pieBlock("Cost by vendor", [{ label: "lusha", value: 2 }]),
      dataTableBlock("Runs", ["run", "cost"], [["0b5c7f3e", { value: 1.5, text: "$1.50" }]]),
    ].filter((block) => block !== null);
    expect(hasNativeBlocks(blocks)).to.equal(true);
    const plain = plainBlocks(blocks);
    expect(hasNativeBlocks(plain)).to.equal(false);
    expect(messageProblems({ text: "t", blocks: plain })).to.deep.equal([]);
    expect(JSON.stringify(plain))
      .to.contain("*Cost of nights*")
      .and.to.match(/n0 +1\.5\\nn1 +2/)
      .and.to.match(/0b5c7f3e \$1\.50/);
  });
});
