/** What every list of stages needs to know about a stage. */
interface StageRow {
  readonly stage: string;
  /** What its items are: the run as a whole, or one company after the other. */
  readonly unit: "run" | "company";
  /** True for the stages that choose the companies of a run; a run that resumes another one takes over its companies instead. */
  readonly selects: boolean;
  /** A larger share of failed attempts than this makes the stage `degraded`; 1: none does. */
  readonly toleratedErrorShare: number;
}

/**
 * The steps of a night, in order: the one place that lists them. src/runner/stages/pipeline.ts says what each one does and
 * does not compile without a step for every row.
 */
export const STAGE_TABLE = [
  { stage: "mv_refresh", unit: "run", selects: true, toleratedErrorShare: 0 },
  { stage: "select_targets", unit: "run", selects: true, toleratedErrorShare: 0 },
  // Web sites are down all the time: CR-02 has the same limit.
  { stage: "crawl", unit: "company", selects: false, toleratedErrorShare: 0.3 },
  { stage: "tavily", unit: "company", selects: false, toleratedErrorShare: 0.1 },
  { stage: "extract", unit: "company", selects: false, toleratedErrorShare: 0.1 },
  { stage: "lusha", unit: "company", selects: false, toleratedErrorShare: 0.1 },
  { stage: "zerobounce", unit: "company", selects: false, toleratedErrorShare: 0.1 },
  { stage: "score", unit: "company", selects: false, toleratedErrorShare: 0.1 },
  // Before the export, so that bad leads can be kept from leaving.
  { stage: "qa_sample", unit: "run", selects: false, toleratedErrorShare: 0 },
  { stage: "export_odoo", unit: "company", selects: false, toleratedErrorShare: 0 },
] as const satisfies readonly StageRow[];

/** Every stage, in order. */
export const STAGES = STAGE_TABLE.map(({ stage }) => stage);
export type Stage = (typeof STAGE_TABLE)[number]["stage"];

/** The unit of one stage, as a type. */
export type UnitOf<Name extends Stage> = Extract<
  (typeof STAGE_TABLE)[number],
  { readonly stage: Name }
>["unit"];

/** The stages whose items are companies. */
export const COMPANY_STAGES: readonly Stage[] = STAGE_TABLE.flatMap(({ stage, unit }) =>
  unit === "company" ? [stage] : [],
);

/** The stages that choose the companies of a run. */
export const SELECTING_STAGES: readonly Stage[] = STAGE_TABLE.flatMap(({ stage, selects }) =>
  selects ? [stage] : [],
);

/** Whether a stage works on the run as a whole. False for the stages of outside agents, which report companies. */
export function isRunStage(name: string): boolean {
  return STAGE_TABLE.some(({ stage, unit }) => stage === name && unit === "run");
}

/** The share of failed attempts that a stage tolerates; none for a stage that is not listed here. */
export function toleratedErrorShareOf(name: string): number {
  return STAGE_TABLE.find(({ stage }) => stage === name)?.toleratedErrorShare ?? 0;
}
