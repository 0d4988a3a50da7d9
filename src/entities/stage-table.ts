/** What every list of stages needs to know about a stage. */
interface StageRow {
  readonly stage: string;
  /** What its items are: the run as a whole, or one company after the other. */
  readonly unit: "run" | "company";
  /** True for the stages that choose the companies of a run; a run that resumes another one takes over its companies instead. */
  readonly selects: boolean;
}

/**
 * The steps of a night, in order: the one place that lists them. src/runner/stages/pipeline.ts says what each one does and
 * does not compile without a step for every row.
 */
export const STAGE_TABLE = [
  { stage: "mv_refresh", unit: "run", selects: true },
  { stage: "select_targets", unit: "run", selects: true },
  { stage: "crawl", unit: "company", selects: false },
  { stage: "tavily", unit: "company", selects: false },
  { stage: "extract", unit: "company", selects: false },
  { stage: "lusha", unit: "company", selects: false },
  { stage: "zerobounce", unit: "company", selects: false },
  { stage: "score", unit: "company", selects: false },
  { stage: "export_odoo", unit: "company", selects: false },
  { stage: "qa_sample", unit: "run", selects: false },
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
