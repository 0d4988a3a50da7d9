import { expect } from "chai";
import { chooseCompanies } from "../../runner/choose-companies.ts";
import { type Night, prepareNight } from "../../support/night.ts";

const FEW = chooseCompanies([["good", "strong", 3]]);

/** What is written to the console meanwhile. */
async function consoleDuring(work: () => Promise<void>): Promise<unknown[][]> {
  const { error, warn, log } = console;
  const written: unknown[][] = [];
  const keep = (...words: unknown[]) => void written.push(words);
  Object.assign(console, { error: keep, warn: keep, log: keep });
  try {
    await work();
  } finally {
    Object.assign(console, { error, warn, log });
  }
  return written;
}

describe("the traces of a night at LangSmith", function () {
  this.timeout(60_000);
  let night: Night;
  beforeEach(async () => {
    night = await prepareNight({ companies: FEW });
  });
  afterEach(() => night.close());

  async function traced(settings: Record<string, string> = {}) {
    const runner = await night.startRunner({ ...night.town.tracingSettings, ...settings });
    const { runId } = await night.start();
    const record = await night.ended(runId);
    await runner.stop();
    return { record, runId, runs: night.town.tracedRuns() };
  }

  it("are one trace per run, with a child per attempt at the model, and without any prompt or answer", async () => {
    night.town.setFault({ vendor: "openai", mode: "5xx", times: 1 });
    const { record, runId, runs } = await traced();
    const root = runs.find(({ id }) => id === runId);
    expect(root).to.include({ run_type: "chain", trace_id: runId });
    expect(root?.["end_time"]).to.be.a("number");
    const children = runs.filter(({ id }) => id !== runId);
    expect(children).to.have.length(night.town.calls().filter(({ vendor }) => vendor === "openai").length);
    for (const child of children) {
      expect(child).to.include({ run_type: "llm", trace_id: runId, parent_run_id: runId });
      expect(child["inputs"]).to.deep.equal({});
      expect(child["outputs"] ?? {}).to.deep.equal({});
    }
    expect(children.filter((child) => child["error"] === "openai_server")).to.have.length(1);
    const told = JSON.stringify(runs);
    expect(told).not.to.include("You read texts");
    expect(told).not.to.include("@");
    for (const { name, description } of FEW) {
      expect(told).not.to.include(name);
      if (description !== "") expect(told).not.to.include(description);
    }
    expect(told).to.include("usage_metadata");
    expect(record.run.langsmithTraceUrl).to.match(new RegExp(`/projects/p/[^/]+/r/${runId}\\?poll=true$`));
  });

  it("show inputs and outputs only where that was asked for", async () => {
    const { runId, runs } = await traced({ LANGSMITH_HIDE_INPUTS: "false", LANGSMITH_HIDE_OUTPUTS: "false" });
    const child = runs.find(({ id }) => id !== runId);
    expect(JSON.stringify(child?.["inputs"])).to.include("You read texts");
    expect(JSON.stringify(child?.["outputs"])).to.include("signals");
  });

  it("never hurt the night when LangSmith is down", async () => {
    night.town.setFault({ vendor: "langsmith", mode: "auth" });
    const { record, runs } = await traced();
    expect(record.run).to.include({ status: "succeeded", langsmithTraceUrl: null });
    expect(runs).to.deep.equal([]);
    expect(night.log.filter((line) => line.includes("tracing_failed"))).to.have.length(1);
  });

  for (const [mode, attempts] of [
    ["auth", 1],
    ["5xx", 3],
  ] as const) {
    it(`are lost with a line in the log, and no other, when LangSmith takes no batch: ${mode}`, async () => {
      night.town.setFault({ vendor: "langsmith", mode, match: "/runs/batch" });
      const written = await consoleDuring(async () => {
        const { record } = await traced({ LANGSMITH_HIDE_INPUTS: "false" });
        expect(record.run.status).to.equal("succeeded");
      });
      expect(written).to.deep.equal([]);
      const said = night.log.filter((line) => line.includes("tracing_failed"));
      expect(said).to.have.length(1);
      const batches = night.town.calls().filter(({ operation }) => operation === "batch");
      expect(batches.length).to.be.at.least(attempts);
    });
  }

  it("arrive when LangSmith takes a batch the second time", async () => {
    night.town.setFault({ vendor: "langsmith", mode: "5xx", match: "/runs/batch", times: 1 });
    const { runs, runId } = await traced();
    expect(runs.map(({ id }) => id)).to.include(runId);
    expect(night.log.filter((line) => line.includes("tracing_failed"))).to.deep.equal([]);
  });

  it("hold up neither the night nor its end when LangSmith never answers, and say so", async () => {
    night.town.setFault({ vendor: "langsmith", mode: "slow", delayMs: 60_000 });
    const { record } = await traced();
    expect(record.run).to.include({ status: "succeeded", langsmithTraceUrl: null });
    const said = night.log.filter((line) => line.includes("tracing_failed"));
    expect(said).to.have.length(1);
    // On a slow machine the night outlasts the time limit of a request, which is reported first.
    expect(said[0]).to.match(/tracing_unfinished|traces_lost|TimeoutError/);
  });

  it("are not there unless asked for, or without a key", async () => {
    const { record } = await traced({ LANGSMITH_TRACING: "", LANGSMITH_API_KEY: "" });
    expect(record.run.langsmithTraceUrl).to.equal(null);
    expect(night.town.calls().filter(({ vendor }) => vendor === "langsmith")).to.deep.equal([]);
  });
});
