import { STAGES, type Stage, toleratedErrorShareOf, type UnitOf } from "../../entities/stage-table.ts";
import type { CompanyWork, Precondition, Preparation, RunWork } from "../stage-work/stage-work.ts";
import { crawl, planPages } from "./crawl.ts";
import { exportOdoo, leadsMayLeave } from "./export-odoo.ts";
import { extract, openaiHasKey } from "./extract.ts";
import { lusha, lushaHasKey } from "./lusha.ts";
import { mvRefresh } from "./mv-refresh.ts";
import { qaSample } from "./qa-sample.ts";
import { score } from "./score.ts";
import { selectTargets } from "./select-targets.ts";
import { tavily, tavilyHasKey } from "./tavily.ts";
import { planVerifications, zerobounce, zerobounceHasKey } from "./zerobounce.ts";

/** A step of the night. */
export interface StageDefinition {
  readonly stage: Stage;
  /** The rest makes no sense without it: if it fails, the run fails. */
  readonly critical: boolean;
  /** If a larger share of attempts than this fails, the stage is `degraded`; at 1 it never is. */
  readonly toleratedErrorShare: number;
  /** If this returns a reason, the stage is skipped tonight for that reason. */
  readonly precondition?: Precondition;
  readonly prepare?: Preparation;
  readonly work:
    | { readonly unit: "run"; readonly perform: RunWork }
    | { readonly unit: "company"; readonly perform: CompanyWork };
}

/** A step without its name; the table of stages says whether its work is per company or per run. */
type Step<Unit> = Omit<StageDefinition, "stage" | "toleratedErrorShare" | "work"> & {
  readonly work: Extract<StageDefinition["work"], { readonly unit: Unit }>;
};

/**
 * The night as data, in order. READ FIRST. Each stage finishes for all companies before the next begins; within a stage,
 * all runners share the companies in chunks. How a stage and a run end: stage-verdict.ts, next-step.ts.
 */
const STEPS: { readonly [Name in Stage]: Step<UnitOf<Name>> } = {
  // If the refresh fails, yesterday's view is used: the night goes on, and MV-01 pages.
  mv_refresh: { critical: false, work: { unit: "run", perform: mvRefresh } },
  select_targets: {
    critical: true,
    work: { unit: "run", perform: selectTargets },
  },
  crawl: {
    critical: false,
    prepare: planPages,
    work: { unit: "company", perform: crawl },
  },
  tavily: {
    critical: false,
    precondition: tavilyHasKey,
    work: { unit: "company", perform: tavily },
  },
  extract: {
    critical: false,
    precondition: openaiHasKey,
    work: { unit: "company", perform: extract },
  },
  lusha: {
    critical: false,
    precondition: lushaHasKey,
    work: { unit: "company", perform: lusha },
  },
  zerobounce: {
    critical: false,
    precondition: zerobounceHasKey,
    prepare: planVerifications,
    work: { unit: "company", perform: zerobounce },
  },
  score: { critical: true, work: { unit: "company", perform: score } },
  qa_sample: { critical: false, work: { unit: "run", perform: qaSample } },
  export_odoo: {
    critical: false,
    precondition: leadsMayLeave,
    work: { unit: "company", perform: exportOdoo },
  },
};

/** The night, in the order of the table of stages. */
export const PIPELINE: readonly StageDefinition[] = STAGES.map((stage) => ({
  stage,
  toleratedErrorShare: toleratedErrorShareOf(stage),
  ...STEPS[stage],
}));
