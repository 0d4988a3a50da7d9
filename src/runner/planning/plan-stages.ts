import { COMPANY_STAGES, SELECTING_STAGES, STAGES, type Stage } from "../../entities/stage-table.ts";
import { type VendorName, vendorRow } from "../../entities/vendor-table.ts";
import type { StageStatus } from "../../entities/vocabulary.ts";
import { InvalidInputError } from "../../errors.ts";
import { REASONS } from "../record/stage-reasons.ts";

/** The state of a stage when the run begins. */
export interface PlannedStage {
  readonly stage: Stage;
  readonly status: Extract<StageStatus, "pending" | "skipped">;
  readonly reason: string | null;
}

/** The stages that must run in the same run, since a run's texts and scores are its own; they cost nothing. */
const NEEDS: Partial<Readonly<Record<Stage, readonly Stage[]>>> = {
  extract: ["crawl"],
  qa_sample: ["score"],
};

export interface StageWishes {
  /** Only these, and the stages they need. */
  readonly only?: readonly Stage[];
  readonly skip?: readonly Stage[];
  readonly skipVendors?: readonly VendorName[];
}

/** The stages that remain after the wishes are applied. Throws InvalidInputError when none remain. */
export function wishedStages({ only, skip = [], skipVendors = [] }: StageWishes): Stage[] {
  const without = new Set([...skip, ...skipVendors.map((vendor) => vendorRow(vendor).stage)]);
  const wanted = only === undefined ? STAGES : [...only, ...only.flatMap((stage) => NEEDS[stage] ?? [])];
  const both = only?.find((stage) => without.has(stage));
  if (both !== undefined) throw new InvalidInputError("only", `${both} is also to be skipped`);
  // A search provides texts, too.
  const starved = only?.find(
    (stage) =>
      NEEDS[stage]?.every((need) => without.has(need)) && !(stage === "extract" && only.includes("tavily")),
  );
  if (starved !== undefined)
    throw new InvalidInputError(
      "skip",
      `leaves ${starved} without ${NEEDS[starved]?.join()}, which it builds upon`,
    );
  const left = STAGES.filter((stage) => wanted.includes(stage) && !without.has(stage));
  if (left.length === 0) throw new InvalidInputError("skip", "leaves no stage to run");
  return left;
}

/** The stages of a run that selects its own companies. */
export function planFreshRun(wishes: StageWishes): PlannedStage[] {
  const wished = wishedStages(wishes);
  const isLeftOut = wishes.skip?.includes("select_targets") === true;
  if (isLeftOut && wished.some((stage) => COMPANY_STAGES.includes(stage))) {
    throw new InvalidInputError(
      "skip",
      "without select_targets the other stages have no companies; leave those out too, or keep it",
    );
  }
  return STAGES.map((stage) =>
    wished.includes(stage) ||
    (!isLeftOut && !wishes.skip?.includes(stage) && SELECTING_STAGES.includes(stage))
      ? { stage, status: "pending", reason: null }
      : { stage, status: "skipped", reason: REASONS.requested },
  );
}

/** A stage of the run that is resumed or rerun. */
export interface EarlierStage {
  readonly stage: Stage;
  readonly status: StageStatus;
  readonly reason: string | null;
}

/** Whether a stage was meant to be done, whether or not the run reached it. */
function isMeant({ status, reason }: EarlierStage): boolean {
  return status !== "skipped" || reason === REASONS.notReached || reason === REASONS.cancelled;
}

/** The company stages of an earlier run that were meant to be done. */
export function consideredStages(earlier: readonly EarlierStage[]): Stage[] {
  return COMPANY_STAGES.filter((stage) => earlier.some((known) => known.stage === stage && isMeant(known)));
}

/** The stages of a run that replaces one that ended before it selected any company; stages left out there stay out. */
export function planInPlaceOf(earlier: readonly EarlierStage[], wishes: StageWishes): PlannedStage[] {
  const leftOut = earlier.filter(({ reason }) => reason === REASONS.requested).map(({ stage }) => stage);
  const lacking = wishes.only?.find((stage) => leftOut.includes(stage));
  if (lacking !== undefined)
    throw new InvalidInputError(
      "only",
      `${lacking} was left out of the earlier run on request; start a new run`,
    );
  return planFreshRun({ ...wishes, skip: [...(wishes.skip ?? []), ...leftOut] });
}

/**
 * The stages of a run that resumes or reruns an earlier one and takes over its selection. `firstPlace`: the place in
 * STAGES of the earliest stage that any company must repeat; null if none must.
 */
export function planLaterRun(
  earlier: { readonly runId: string; readonly stages: readonly EarlierStage[] },
  wishes: StageWishes & { readonly stages?: readonly Stage[]; readonly failedOnly: boolean },
  firstPlace: number | null,
): PlannedStage[] {
  if (wishes.stages?.some((stage) => SELECTING_STAGES.includes(stage)) === true)
    throw new InvalidInputError(
      "stages",
      `cannot be ${SELECTING_STAGES.join(" or ")}: the companies are those of the earlier run; start a new run to select others`,
    );
  const wished = wishedStages(wishes);
  const named = wishes.stages === undefined ? null : wishedStages({ only: wishes.stages });
  if (wishes.stages?.some((stage) => wished.includes(stage)) === false)
    throw new InvalidInputError("stages", "are all skipped; name others, or skip less");
  const considered = consideredStages(earlier.stages);
  const done = { status: "skipped", reason: REASONS.doneBefore(earlier.runId) } as const;
  const left = { status: "skipped", reason: REASONS.requested } as const;
  const isQaOpen = earlier.stages.some(
    (known) => known.stage === "qa_sample" && known.status !== "succeeded" && isMeant(known),
  );
  const qaIsLeftOut = earlier.stages.some(
    ({ stage, reason }) => stage === "qa_sample" && reason === REASONS.requested,
  );
  return STAGES.map((stage, place) => {
    if (SELECTING_STAGES.includes(stage)) return { stage, ...done };
    if (!wished.includes(stage)) return { stage, ...left };
    if (named !== null) {
      return named.includes(stage) ? { stage, status: "pending", reason: null } : { stage, ...left };
    }
    // A sample of only the failed companies would say nothing about the run.
    if (stage === "qa_sample" && isQaOpen && !wishes.failedOnly)
      return { stage, status: "pending", reason: null };
    if (stage === "qa_sample") return qaIsLeftOut ? { stage, ...left } : { stage, ...done };
    if (!considered.includes(stage)) return { stage, ...left };
    const isOpen = stage === "score" || (firstPlace !== null && place >= firstPlace);
    return isOpen ? { stage, status: "pending", reason: null } : { stage, ...done };
  });
}
