import { expect } from "chai";
import type { RunStats } from "../../../src/bot/ports/runs.ts";
import { compareWithNights } from "../../../src/observability/nights/compare-with-nights.ts";
import type { Night } from "../../../src/observability/nights/night.ts";
import { messageProblems } from "../../support/slack-limits.ts";
import { nightOf, nightVendorOf, RUN_ID, statsOf, vendorOf } from "../support/cards.ts";
import { startHarness } from "../support/slack-harness.ts";

/** What the person reads, once everything is done. */
async function ask(text: string, changes: Parameters<typeof startHarness>[0] = {}) {
  const harness = await startHarness(changes);
  await harness.command("/run-stats", text);
  const { args } = await harness.slack.called("respond");
  await harness.close();
  expect(messageProblems({ blocks: [{ type: "divider" }], ...args })).to.deep.equal([]);
  return { args, said: JSON.stringify(args), audited: harness.audited };
}

/** A night that took so long and cost so much. */
function nightThat(runDate: string, tookMs: number, costUsd: number): Night {
  const startedAt = new Date(`${runDate}T02:00:00Z`);
  const endedAt = new Date(startedAt.getTime() + tookMs);
  return nightOf({ runDate, startedAt, endedAt, costUsd, vendors: [nightVendorOf({ costUsd })] });
}

describe("/run-stats", () => {
  it("answers the asker alone with stages, percentiles, vendors and cost", async () => {
    const { args, said } = await ask("");
    expect(args["response_type"]).to.equal("ephemeral");
    expect(args["text"]).to.equal("✅ acme: run succeeded, 12.5m, $1.23");
    expect(said).to.contain("stage  n err   p50  p95 p99\\ncrawl 60   4 310ms 2.1s  4s");
    expect(said).to.contain("vendor calls err 429 quota  cost\\ntavily   120   3   2    ok $0.96");
    expect(said).to.contain(RUN_ID);
  });

  it("shows each share with its parts, and in words why there is none", async () => {
    const { said } = await ask("");
    expect(said).to.contain("• crawl success rate: 95.0 % (57 of 60)");
    expect(said).to.contain("• lusha success rate: nothing was asked");
  });

  it("compares with the nights before, in words and in charts", async () => {
    const nights = [nightThat("2026-11-20", 600_000, 1), nightThat("2026-11-21", 750_000, 1.5)];
    const [before, own] = nights;
    if (before === undefined || own === undefined) throw new Error("two nights");
    const { args, said } = await ask("", {
      runs: {
        readHistory: () => Promise.resolve({ comparison: compareWithNights(own, [before]), nights }),
      },
    });
    expect(args["text"]).to.equal(
      "✅ acme: run succeeded, 12.5m, $1.23; against the night before: took 12.5m (median 10m), cost $1.50 (median $1.00)",
    );
    expect(said).to.contain("*Against the night before*");
    expect(said).to.match(/took +12\.5m +10m +10m +10m\\ncost +\$1\.50 +\$1\.00 +\$1\.00 +\$1\.00/);
    expect(said.match(/"data_visualization"/g)).to.have.length(2);
    expect(said).to.contain('{"label":"11-21","value":750}').and.to.contain('{"label":"11-21","value":1.5}');
  });

  it("says that the first night has none to compare with", async () => {
    const own = nightThat("2026-11-21", 750_000, 1.5);
    const { said } = await ask("", {
      runs: { readHistory: () => Promise.resolve({ comparison: compareWithNights(own, []), nights: [own] }) },
    });
    expect(said).to.contain("This is the first night");
    expect(said).not.to.contain("data_visualization");
  });

  for (const [how, refusal] of [
    ["by status", { status: 400, body: { ok: false, error: "invalid_blocks" } }],
    ["in its answer", { body: { ok: false, error: "invalid_blocks" } }],
  ] as const) {
    it(`says the figures of a chart that Slack refuses ${how} as text, and remembers the channel`, async () => {
      const nights = [nightThat("2026-11-20", 600_000, 1), nightThat("2026-11-21", 750_000, 1.5)];
      const [before, own] = nights;
      if (before === undefined || own === undefined) throw new Error("two nights");
      const harness = await startHarness({
        runs: {
          readHistory: () => Promise.resolve({ comparison: compareWithNights(own, [before]), nights }),
        },
      });
      harness.slack.answers.set("respond", refusal);
      const first = harness.slack.called("respond").then(() => harness.slack.answers.delete("respond"));
      await harness.command("/run-stats", "");
      await first;
      const plain = JSON.stringify((await harness.slack.called("respond", 1)).args);
      expect(plain).not.to.contain("data_visualization");
      expect(plain)
        .to.contain("*Duration of nights*")
        .and.to.match(/11-20 +600\\n11-21 +750/);
      await harness.command("/run-stats", "");
      expect(JSON.stringify((await harness.slack.called("respond", 2)).args)).not.to.contain(
        "data_visualization",
      );
      await harness.command("/run-stats", "", { channel_id: "C0OTHER" });
      expect(JSON.stringify((await harness.slack.called("respond", 3)).args)).to.contain(
        "data_visualization",
      );
      await harness.close();
    });
  }

  it("answers everybody when told to share", async () => {
    expect((await ask("latest acme share")).args["response_type"]).to.equal("in_channel");
  });

  it("links the trace when there is one", async () => {
    const url = "https://smith.example/r/1";
    const { said } = await ask("", {
      runs: { readStats: () => Promise.resolve(statsOf({ langsmithTraceUrl: url })) },
    });
    expect(said).to.contain(`<${url}|Open the trace>`);
  });

  it("says that a quota is used up and that calls without a price are in no sum", async () => {
    const stats = {
      ...statsOf(),
      vendors: [
        vendorOf({ quotaExhausted: true }),
        vendorOf({ vendor: "openai", costNanoUsd: 0n, unpricedCalls: 7 }),
      ],
    };
    const { said } = await ask("", {
      runs: { readStats: () => Promise.resolve(stats) },
    });
    expect(said).to.match(/tavily +120 +3 +2 +out +\$0\.96/);
    expect(said).to.match(/openai +120 +3 +2 +ok unknown/);
    expect(said).to.contain("7 calls have no known price");
  });

  it("says what the run does less of and why, and while it is in progress what it will cost", async () => {
    const stats: RunStats = {
      ...statsOf({ status: "running", endedAt: null }),
      degradations: [
        { degradation: "fewer_pages", reason: "9 tokens <to> read", since: new Date("2026-11-22T02:00:00Z") },
      ],
      forecast: {
        spentNanoUsd: 1_000_000_000n,
        expectedNanoUsd: 2_500_000_000n,
        lowNanoUsd: 2_000_000_000n,
        highNanoUsd: 3_000_000_000n,
        unknownStages: ["lusha"],
      },
    };
    const { said } = await ask("", {
      runs: { readStats: () => Promise.resolve(stats) },
    });
    expect(said).to.contain("*Does less*\\n• reads fewer pages of a site: 9 tokens &lt;to&gt; read");
    expect(said).to.contain("*Cost at its end*\\n$2.50 ($2.00 to $3.00), without lusha");
  });

  it("takes the newest run of all the asker's tenants, and names the others", async () => {
    const { args, said } = await ask("", {
      access: { listTenantsFor: () => Promise.resolve(["acme", "globex"]) },
      runs: {
        readStats: (tenantId) =>
          Promise.resolve(
            statsOf({
              tenantId,
              startedAt: new Date(tenantId === "globex" ? "2026-11-22T03:00:00Z" : "2026-11-22T02:00:00Z"),
            }),
          ),
      },
    });
    expect(args["text"]).to.contain("globex");
    expect(said).to.contain("You also see acme");
  });

  it("says which tenants exist for the asker when it knows no such tenant", async () => {
    expect((await ask("latest initech")).args["text"]).to.equal('There is no tenant "initech". Known: acme.');
  });

  it("says which runs exist when it knows no such run", async () => {
    const unknown = "11111111-2222-4333-8444-555555555555";
    const { args } = await ask(unknown, {
      runs: { readStats: () => Promise.resolve(null) },
    });
    expect(args["text"]).to.equal(`There is no run "${unknown}". Known: ${RUN_ID.slice(0, 8)}.`);
  });

  it("tells somebody without a role to ask for one, and audits nothing", async () => {
    const { args } = await ask("", {
      access: { listTenantsFor: () => Promise.resolve([]) },
    });
    expect(args["text"]).to.contain("You have no role");
  });

  it("shows nothing of a tenant the asker has no role for", async () => {
    const { args } = await ask("latest acme", {
      access: { roleOf: () => Promise.resolve(null) },
    });
    expect(args["text"]).to.contain('needs the role "viewer" for acme (you have none there)');
  });

  it("asks for one tenant at a time", async () => {
    expect((await ask("acme globex initech")).args["text"]).to.contain("globex initech");
  });

  it("escapes what it repeats", async () => {
    const { args } = await ask("<!channel>");
    expect(args["text"]).to.contain("&lt;!channel&gt;").and.not.to.contain("<!channel>");
  });

  it("explains itself", async () => {
    expect((await ask("help")).args["text"]).to.contain(
      "/run-stats [run id | latest | latest-rerun] [tenant] [share]",
    );
  });
});
