import { expect } from "chai";
import { messageProblems } from "../../support/slack-limits.ts";
import { nightOf, nightVendorOf } from "../support/cards.ts";
import { startHarness } from "../support/slack-harness.ts";

/** Ten days of three dollars, and twenty to come. */
const MONTH = Array.from({ length: 30 }, (_, day) => ({
  date: `2026-11-${day + 1}`,
  costUsd: day < 10 ? 3 : null,
}));
const NIGHTS = [
  nightOf({
    runDate: "2026-11-20",
    vendors: [nightVendorOf(), nightVendorOf({ vendor: "lusha", costUsd: 2 })],
  }),
  nightOf({ runDate: "2026-11-21", vendors: [nightVendorOf({ quotaExhausted: true, costUsd: 0.5 })] }),
];

async function ask(text: string, changes: Parameters<typeof startHarness>[0] = {}) {
  const harness = await startHarness({
    runs: { readVendors: () => Promise.resolve({ nights: NIGHTS, month: MONTH }) },
    ...changes,
  });
  await harness.command("/vendors", text);
  const { args } = await harness.slack.called("respond");
  await harness.close();
  if (args["blocks"] !== undefined) expect(messageProblems(args)).to.deep.equal([]);
  return { args, said: JSON.stringify(args) };
}

describe("/vendors", () => {
  it("shows the asker alone calls, errors, quota and spend of the last nights, and the month's forecast", async () => {
    const { args, said } = await ask("acme");
    expect(args["response_type"]).to.equal("ephemeral");
    expect(args["text"]).to.contain("$30.00 spent in 10 of 30 days; $90.00 by its end at this rate.");
    expect(args["text"]).to.contain("tavily 120 calls, $0.50; lusha 0 calls, $0");
    expect(said).to.contain("Last night the quota of tavily was used up.");
    const blocks = Array.isArray(args["blocks"]) ? args["blocks"] : [];
    const table: unknown = blocks.find(({ type }: { type: string }) => type === "data_table");
    expect(table)
      .to.have.nested.property("rows[1]")
      .that.deep.equals([
        { type: "raw_text", text: "tavily" },
        { type: "raw_number", value: 240, text: "240" },
        { type: "raw_number", value: 6, text: "6" },
        { type: "raw_number", value: 4, text: "4" },
        { type: "raw_number", value: 1, text: "1 night" },
        { type: "raw_number", value: 2, text: "$2.00" },
        { type: "raw_number", value: 0.5, text: "$0.50" },
      ]);
    expect(said.match(/"data_visualization"/g)).to.have.length(2);
  });

  it("shows everybody when told to share", async () => {
    expect((await ask("acme share")).args["response_type"]).to.equal("in_channel");
  });

  it("says so before the first night", async () => {
    const { said } = await ask("acme", {
      runs: { readVendors: () => Promise.resolve({ nights: [], month: MONTH }) },
    });
    expect(said).to.contain("No night of acme has ended yet");
  });

  it("shows nothing of a tenant the asker has no role for", async () => {
    const { said } = await ask("acme", { access: { roleOf: () => Promise.resolve(null) } });
    expect(said).not.to.contain("tavily");
  });
});
