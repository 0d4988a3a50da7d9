import { expect } from "chai";
import fc from "fast-check";
import type { Stage } from "../../../src/entities/stage-table.ts";
import { STAGE_STATUSES, type StageStatus } from "../../../src/entities/vocabulary.ts";
import { nextStep, type StageState, type Step } from "../../../src/runner/engine/next-step.ts";
import { PIPELINE } from "../../../src/runner/stages/pipeline.ts";

/** The pipeline with the named stages in other states than `otherwise`. */
function progress(
  states: Partial<Record<Stage, StageStatus>>,
  otherwise: StageStatus = "succeeded",
): StageState[] {
  return PIPELINE.map(({ stage, critical }) => ({
    stage,
    critical,
    isNamed: false,
    status: states[stage] ?? otherwise,
    reason: null,
  }));
}

const ENDED: readonly StageStatus[] = ["succeeded", "degraded", "failed", "skipped"];
const statusOf = (step: Step) => (step.step === "end" ? step.status : step.step);
const anyStages = (statuses: readonly StageStatus[]): fc.Arbitrary<StageState[]> =>
  fc
    .array(fc.constantFrom(...statuses), { minLength: PIPELINE.length, maxLength: PIPELINE.length })
    .map((drawn) =>
      PIPELINE.map(({ stage, critical }, index) => ({
        stage,
        critical,
        isNamed: false,
        status: drawn[index] ?? "pending",
        reason: null,
      })),
    );

describe("the next step of a run", () => {
  const rows: readonly [says: string, stages: StageState[], step: Step][] = [
    ["starts the first stage of a new run", progress({}, "pending"), { step: "start", stage: "mv_refresh" }],
    [
      "waits for the stage that is running",
      progress({ mv_refresh: "succeeded", select_targets: "running" }, "pending"),
      { step: "wait", stage: "select_targets" },
    ],
    [
      "starts the stage after one that succeeded",
      progress({ mv_refresh: "succeeded" }, "pending"),
      { step: "start", stage: "select_targets" },
    ],
    [
      "goes on after a failed stage that is not critical",
      progress({ mv_refresh: "failed" }, "pending"),
      { step: "start", stage: "select_targets" },
    ],
    [
      "passes over stages that were left out",
      progress({ mv_refresh: "skipped", select_targets: "skipped" }, "pending"),
      { step: "start", stage: "crawl" },
    ],
    [
      "ends at once when a critical stage failed, whatever is still pending",
      progress({ mv_refresh: "succeeded", select_targets: "failed" }, "pending"),
      {
        step: "end",
        status: "failed",
        reason: "select_targets failed, and nothing after it can be trusted",
      },
    ],
    [
      "says why the critical stage failed, where that is known",
      progress({ select_targets: "failed" }).map((stage) => ({ ...stage, reason: "no company fits" })),
      {
        step: "end",
        status: "failed",
        reason: "select_targets failed (no company fits), and nothing after it can be trusted",
      },
    ],
    [
      "ends as failed for a critical stage even where all others succeeded",
      progress({ score: "failed" }),
      { step: "end", status: "failed", reason: "score failed, and nothing after it can be trusted" },
    ],
    [
      "ends as succeeded when every stage did",
      progress({}),
      { step: "end", status: "succeeded", reason: "all stages succeeded" },
    ],
    [
      "ends as succeeded when the others were left out",
      progress({ lusha: "skipped", export_odoo: "skipped" }),
      { step: "end", status: "succeeded", reason: "all stages succeeded" },
    ],
    [
      "ends as degraded for one degraded stage, and names it",
      progress({ crawl: "degraded" }),
      { step: "end", status: "degraded", reason: "degraded: crawl" },
    ],
    [
      "ends as degraded for a critical stage that only degraded",
      progress({ score: "degraded" }),
      { step: "end", status: "degraded", reason: "degraded: score" },
    ],
    [
      "ends as degraded for failed stages that are not critical, and names all of them",
      progress({ export_odoo: "failed", tavily: "failed", lusha: "degraded" }),
      { step: "end", status: "degraded", reason: "failed: tavily, export_odoo; degraded: lusha" },
    ],
    [
      "ends as degraded when a stage was left out that was asked for by name",
      progress({ lusha: "skipped", export_odoo: "skipped" }).map((stage) => ({
        ...stage,
        isNamed: stage.stage === "export_odoo" || stage.stage === "score",
        reason: stage.stage === "export_odoo" ? "no connection" : null,
      })),
      {
        step: "end",
        status: "degraded",
        reason: "left out, though asked for: export_odoo (no connection)",
      },
    ],
    [
      "ends as failed when every stage was left out",
      progress({}, "skipped"),
      { step: "end", status: "failed", reason: "no stage did anything" },
    ],
    [
      "ends as failed when what was not left out failed",
      progress({ export_odoo: "failed" }, "skipped"),
      { step: "end", status: "failed", reason: "nothing succeeded; failed: export_odoo" },
    ],
  ];
  for (const [says, stages, step] of rows) it(says, () => expect(nextStep(stages)).to.deep.equal(step));

  it("is never a green end with a failed, degraded, running or pending stage", () => {
    fc.assert(
      fc.property(anyStages(STAGE_STATUSES), (stages) => {
        if (statusOf(nextStep(stages)) !== "succeeded") return;
        for (const { status } of stages) expect(status).to.be.oneOf(["succeeded", "skipped"]);
        expect(stages.some(({ status }) => status === "succeeded")).to.equal(true);
      }),
    );
  });

  it("is an end whenever nothing is pending or running", () => {
    fc.assert(
      fc.property(anyStages(ENDED), (stages) => {
        expect(nextStep(stages).step).to.equal("end");
      }),
    );
  });

  it("starts only what is pending, and nothing while a stage before it runs", () => {
    fc.assert(
      fc.property(anyStages(STAGE_STATUSES), (stages) => {
        const step = nextStep(stages);
        if (step.step !== "start") return;
        const place = stages.findIndex(({ stage }) => stage === step.stage);
        expect(stages[place]?.status).to.equal("pending");
        for (const { status } of stages.slice(0, place)) expect(status).to.be.oneOf([...ENDED]);
      }),
    );
  });

  it("brings every run to an end, however its stages fare, each started once", () => {
    fc.assert(
      fc.property(
        anyStages(["pending", "skipped"]),
        fc.array(fc.constantFrom(...ENDED), { minLength: PIPELINE.length, maxLength: PIPELINE.length }),
        (stages, verdicts) => {
          const now = new Map(stages.map((stage) => [stage.stage, stage]));
          for (let started = 0; started <= PIPELINE.length; started += 1) {
            const step = nextStep([...now.values()]);
            if (step.step === "end") return;
            expect(step.step).to.equal("start");
            const stage = now.get(step.stage);
            if (stage === undefined) throw new Error("an unknown stage was started");
            now.set(step.stage, { ...stage, status: "running" });
            expect(nextStep([...now.values()])).to.deep.equal({ step: "wait", stage: step.stage });
            now.set(step.stage, { ...stage, status: verdicts[started] ?? "succeeded" });
          }
          expect.fail("the run did not end");
        },
      ),
    );
  });

  it("never ends better when a stage fared worse", () => {
    const rank = { failed: 0, degraded: 1, succeeded: 2 };
    const worse: Partial<Record<StageStatus, StageStatus>> = { succeeded: "degraded", degraded: "failed" };
    fc.assert(
      fc.property(anyStages(ENDED), fc.nat(PIPELINE.length - 1), (stages, place) => {
        const spoilt = stages.map((stage, index) =>
          index === place ? { ...stage, status: worse[stage.status] ?? stage.status } : stage,
        );
        const [before, after] = [nextStep(stages), nextStep(spoilt)];
        if (before.step !== "end" || after.step !== "end") throw new Error("a run did not end");
        expect(rank[after.status]).to.be.at.most(rank[before.status]);
      }),
    );
  });

  it("says why a run did not succeed by the names of stages", () => {
    fc.assert(
      fc.property(anyStages(ENDED), (stages) => {
        const step = nextStep(stages);
        if (step.step !== "end") return;
        // Whatever else went wrong is beside the point once a critical stage has failed.
        if (stages.some(({ status, critical }) => critical && status === "failed")) return;
        for (const { stage, status } of stages)
          if (status === "failed" || status === "degraded") expect(step.reason).to.include(stage);
      }),
    );
  });
});
