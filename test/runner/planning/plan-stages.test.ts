import { expect } from "chai";
import fc from "fast-check";
import { STAGES, type Stage } from "../../../src/entities/stage-table.ts";
import { InvalidInputError } from "../../../src/errors.ts";
import {
  consideredStages,
  type EarlierStage,
  type PlannedStage,
  planFreshRun,
  planInPlaceOf,
  planLaterRun,
} from "../../../src/runner/planning/plan-stages.ts";
import { REASONS } from "../../../src/runner/record/stage-reasons.ts";

const pending = (stages: readonly PlannedStage[]) =>
  stages.filter(({ status }) => status === "pending").map(({ stage }) => stage);

describe("the stages of a fresh run", () => {
  it("are all of them unless somebody wishes otherwise", () => {
    expect(pending(planFreshRun({}))).to.deep.equal([...STAGES]);
  });

  const wishes: [string, Parameters<typeof planFreshRun>[0], Stage[]][] = [
    [
      "an extraction brings the crawl",
      { only: ["extract"] },
      ["mv_refresh", "select_targets", "crawl", "extract"],
    ],
    [
      "a sample brings the score",
      { only: ["qa_sample"] },
      ["mv_refresh", "select_targets", "score", "qa_sample"],
    ],
    [
      "an extraction is fed by the search, too",
      { only: ["tavily", "extract"], skip: ["crawl"] },
      ["mv_refresh", "select_targets", "tavily", "extract"],
    ],
    ["a selection alone", { only: ["select_targets"] }, ["mv_refresh", "select_targets"]],
    [
      "vendors to skip take their stages along",
      { skipVendors: ["openai", "odoo"], skip: ["crawl", "qa_sample"] },
      ["mv_refresh", "select_targets", "tavily", "lusha", "zerobounce", "score"],
    ],
  ];
  for (const [what, wish, expected] of wishes) {
    it(`${what}`, () => {
      expect(pending(planFreshRun(wish))).to.deep.equal(expected);
    });
  }

  it("refuse wishes that contradict each other or leave nothing", () => {
    expect(() => planFreshRun({ only: ["crawl"], skip: ["crawl"] })).to.throw(InvalidInputError, /crawl/);
    expect(() => planFreshRun({ only: ["extract"], skip: ["crawl"] })).to.throw(
      InvalidInputError,
      /^skip: leaves extract without crawl/,
    );
    expect(() => planFreshRun({ only: ["qa_sample"], skip: ["score"] })).to.throw(InvalidInputError, /score/);
    expect(() => planFreshRun({ skip: STAGES })).to.throw(InvalidInputError, /leaves no stage/);
    expect(() => planFreshRun({ skip: ["select_targets"] })).to.throw(InvalidInputError, /select_targets/);
  });

  it("name every stage once, in order, each left out with a reason, whatever is wished", () => {
    fc.assert(
      fc.property(
        fc.option(fc.subarray([...STAGES], { minLength: 1 }), { nil: undefined }),
        fc.subarray([...STAGES]),
        (only, skip) => {
          try {
            const stages = planFreshRun({ ...(only !== undefined && { only }), skip });
            expect(stages.map(({ stage }) => stage)).to.deep.equal([...STAGES]);
            for (const { status, reason } of stages) expect(reason === null).to.equal(status === "pending");
            for (const stage of skip) expect(pending(stages)).not.to.include(stage);
          } catch (error) {
            expect(error).to.be.instanceOf(InvalidInputError);
          }
        },
      ),
    );
  });
});

describe("the stages of a run that resumes another", () => {
  const earlier = (changes: Partial<Record<Stage, Omit<EarlierStage, "stage">>>): EarlierStage[] =>
    STAGES.map((stage) => ({ stage, status: "succeeded", reason: null, ...changes[stage] }));
  const cancelled = { status: "skipped", reason: REASONS.cancelled } as const;
  const broken = earlier({
    lusha: cancelled,
    zerobounce: { status: "skipped", reason: REASONS.requested },
    score: cancelled,
    export_odoo: { status: "skipped", reason: "the tenant has no active Odoo connection" },
    qa_sample: cancelled,
  });

  it("are considered when they were meant to be done, reached or not", () => {
    expect(consideredStages(broken)).to.deep.equal(["crawl", "tavily", "extract", "lusha", "score"]);
  });

  it("begin where a company has something left, and leave out what was left out", () => {
    const stages = planLaterRun(
      { runId: "r", stages: broken },
      { failedOnly: false },
      STAGES.indexOf("extract"),
    );
    expect(pending(stages)).to.deep.equal(["extract", "lusha", "score", "qa_sample"]);
    expect(stages.find(({ stage }) => stage === "crawl")?.reason).to.equal(REASONS.doneBefore("r"));
    expect(stages.find(({ stage }) => stage === "zerobounce")?.reason).to.equal(REASONS.requested);
  });

  it("are those named, with what they need, when some are", () => {
    const stages = planLaterRun(
      { runId: "r", stages: earlier({}) },
      { failedOnly: false, stages: ["qa_sample"] },
      null,
    );
    expect(pending(stages)).to.deep.equal(["score", "qa_sample"]);
  });

  it("cannot all be left out", () => {
    const wishes = { failedOnly: false, stages: ["extract"], skipVendors: ["openai"] } as const;
    expect(() => planLaterRun({ runId: "r", stages: earlier({}) }, wishes, null)).to.throw(
      InvalidInputError,
      /^stages: are all skipped/,
    );
  });

  it("cannot be those that select companies, which are the earlier run's", () => {
    for (const stage of ["mv_refresh", "select_targets"] as const)
      expect(() =>
        planLaterRun(
          { runId: "r", stages: earlier({}) },
          { failedOnly: false, stages: ["crawl", stage] },
          null,
        ),
      ).to.throw(InvalidInputError, /^stages: cannot be mv_refresh or select_targets/);
  });

  it("draw no sample where the earlier run was told to draw none, or went on with one that had drawn its own", () => {
    for (const reason of [REASONS.requested, REASONS.doneBefore("q")]) {
      const stages = planLaterRun(
        { runId: "r", stages: earlier({ export_odoo: cancelled, qa_sample: { status: "skipped", reason } }) },
        { failedOnly: false },
        STAGES.indexOf("export_odoo"),
      );
      expect(pending(stages), reason).to.deep.equal(["score", "export_odoo"]);
    }
  });

  it("are begun anew where no company was selected yet, without what was left out", () => {
    const early = earlier({
      select_targets: cancelled,
      lusha: { status: "skipped", reason: REASONS.requested },
    });
    expect(pending(planInPlaceOf(early, { skip: ["tavily"] }))).to.deep.equal(
      STAGES.filter((stage) => stage !== "lusha" && stage !== "tavily"),
    );
    expect(() => planInPlaceOf(early, { only: ["lusha"] })).to.throw(
      InvalidInputError,
      /^only: lusha was left out/,
    );
  });

  it("draw no sample of failed companies alone", () => {
    const stages = planLaterRun({ runId: "r", stages: broken }, { failedOnly: true }, 2);
    expect(pending(stages)).not.to.include("qa_sample");
  });

  it("say of a sample that was drawn that it was, whatever else was left out", () => {
    const requested = { status: "skipped", reason: REASONS.requested } as const;
    const reasonOf = (changes: Parameters<typeof earlier>[0]) =>
      planLaterRun({ runId: "r", stages: earlier(changes) }, { failedOnly: false }, null).find(
        ({ stage }) => stage === "qa_sample",
      )?.reason;
    expect(reasonOf({ zerobounce: requested })).to.equal(REASONS.doneBefore("r"));
    expect(reasonOf({ qa_sample: requested })).to.equal(REASONS.requested);
    expect(reasonOf({ qa_sample: { status: "succeeded", reason: null } })).to.equal(REASONS.doneBefore("r"));
  });
});
