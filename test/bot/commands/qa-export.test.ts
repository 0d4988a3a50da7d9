import { expect } from "chai";
import type { RunStageStat } from "../../../src/entities/run-stage-stat.ts";
import type { QaRow } from "../../../src/qa/verdicts/qa-csv.ts";
import { COMPANY_ID, NOW, RUN_ID, runOf, stageOf, statsOf } from "../support/cards.ts";
import { startHarness } from "../support/slack-harness.ts";

const ROW: QaRow = {
  tenantId: "acme",
  runId: RUN_ID,
  sampleNo: 1,
  populationSize: 17,
  inclusionProbability: 1,
  companyId: COMPANY_ID,
  companyName: '=HYPERLINK("http://evil.example")',
  domain: "widgets.example",
  bucket: "High",
  score: 81,
  checks: { domain: true },
  result: "fail",
  reason: "domain",
  notes: "+1 parked",
  actor: "U0REVIEWER",
  at: NOW,
};

async function* oneRow() {
  yield [ROW];
}

describe("/qa-export", () => {
  it("delivers the file to the asker's direct messages", async () => {
    const harness = await startHarness({
      samples: { stream: oneRow },
    });
    await harness.command("/qa-export", "");
    const answer = await harness.slack.called("respond");
    const upload = await harness.slack.called("upload");
    const complete = await harness.slack.called("files.completeUploadExternal");
    await harness.close();
    expect(String(upload.args["body"])).to.contain("\uFEFFtenant_id,run_id,sample_no");
    expect(String(upload.args["body"])).to.contain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(String(upload.args["body"])).to.contain("'+1 parked");
    expect(complete.args["channel_id"]).to.equal("D0DIRECT");
    expect(answer.args["text"]).to.contain("direct messages");
    expect(harness.audited).to.deep.include({
      tenantId: "acme",
      actor: "slack:U0PERSON",
      action: "qa.export",
      subject: RUN_ID,
      detail: { shared: false },
    });
  });

  it("delivers it to the channel when told to share", async () => {
    const harness = await startHarness({
      samples: { stream: oneRow },
    });
    await harness.command("/qa-export", "share");
    const complete = await harness.slack.called("files.completeUploadExternal");
    await harness.slack.called("respond");
    await harness.close();
    expect(complete.args["channel_id"]).to.equal("C0HERE");
  });

  it("says how to invite it when it is not in the channel", async () => {
    const harness = await startHarness({
      samples: { stream: oneRow },
    });
    harness.slack.answers.set("files.completeUploadExternal", {
      body: { ok: false, error: "not_in_channel" },
    });
    await harness.command("/qa-export", "share");
    const { args } = await harness.slack.called("respond");
    await harness.close();
    expect(args["text"]).to.contain("/invite");
  });

  const empty: [string, Partial<RunStageStat> | null, string][] = [
    ["the stage did not run", null, "did not run"],
    ["the stage was skipped", { status: "skipped", statusReason: "--skip" }, "did not run (--skip)"],
    ["the stage failed", { status: "failed", statusReason: "no database" }, "failed (no database)"],
    ["no company was High", { status: "succeeded" }, "scored no company High"],
  ];
  for (const [when, stage, why] of empty) {
    it(`sends no empty file but says why when ${when}`, async () => {
      const stages = stage === null ? [] : [stageOf({ stage: "qa_sample", ...stage })];
      const harness = await startHarness({
        runs: { readStats: () => Promise.resolve({ ...statsOf(), stages }) },
      });
      await harness.command("/qa-export", "");
      const { args } = await harness.slack.called("respond");
      await harness.close();
      expect(args["text"]).to.contain(why);
      expect(harness.slack.calls.map(({ method }) => method)).to.deep.equal(["respond"]);
    });
  }

  const RERUN = "77777777-7777-4777-8777-777777777777";
  /** The newest run did again what failed, and drew no sample; the one before has one. */
  const afterRerun = {
    runs: {
      list: () => Promise.resolve([runOf({ runId: RERUN }), runOf({ runId: RUN_ID })]),
      readStats: (_tenantId: string, reference: string) =>
        Promise.resolve(reference === RUN_ID ? statsOf() : { ...statsOf({ runId: RERUN }), stages: [] }),
    },
    samples: {
      async *stream(_tenantId: string, runId: string) {
        if (runId === RUN_ID) yield [ROW];
      },
    },
  };

  it("takes the newest run that has a sample, where no run is named", async () => {
    const harness = await startHarness(afterRerun);
    await harness.command("/qa-export", "latest");
    const upload = await harness.slack.called("upload");
    await harness.slack.called("respond");
    await harness.close();
    expect(String(upload.args["body"])).to.contain(RUN_ID);
    expect(harness.audited).to.deep.include({
      tenantId: "acme",
      actor: "slack:U0PERSON",
      action: "qa.export",
      subject: RUN_ID,
      detail: { shared: false },
    });
  });

  it("takes no other run than the one that is named", async () => {
    const harness = await startHarness(afterRerun);
    await harness.command("/qa-export", RERUN);
    const { args } = await harness.slack.called("respond");
    await harness.close();
    expect(args["text"]).to.contain(`Run ${RERUN} of acme has no QA sample`);
  });

  it("says that a run in progress has none yet", async () => {
    const harness = await startHarness({
      runs: {
        readStats: () => Promise.resolve({ ...statsOf({ status: "running", endedAt: null }), stages: [] }),
      },
    });
    await harness.command("/qa-export", "");
    const { args } = await harness.slack.called("respond");
    await harness.close();
    expect(args["text"]).to.contain("still running");
  });
});
