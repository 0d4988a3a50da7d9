import { STAGES, type Stage } from "../entities/vocabulary.ts";
import { InvalidInputError } from "../errors.ts";

/** What a run was asked to do and the settings it runs with, fixed when it starts (`enrichment_runs.manifest`). */
export interface RunManifest {
  /** Stages to leave out; the others run in the pipeline's order. */
  readonly skip: readonly Stage[];
  /** The most companies it may take. */
  readonly cap: number;
  /** The fewest companies the tenant expects of a full scheduled run. */
  readonly candidateFloor: number;
  readonly budgets: {
    readonly tavilyQueries: number;
    readonly lushaLookups: number;
    readonly zerobounceVerifications: number;
    /** A tenant's day, not a run. */
    readonly openaiTokensPerDay: number;
    /** Absent: no limit. */
    readonly openaiTokens?: number;
    readonly usd?: number;
    /** Limits of the tenant's own day, over all of its runs. */
    readonly perDay?: {
      readonly tavilyQueries?: number;
      readonly lushaLookups?: number;
      readonly zerobounceVerifications?: number;
      readonly usd?: number;
    };
  };
  readonly openaiModel: string;
  /** Taken instead under rate limits; absent: none. */
  readonly openaiFallbackModel?: string;
  /** True hands every lead over to Odoo again, what has not changed since included; absent: false. */
  readonly forceExport?: boolean;
  /** Version of nightshift. */
  readonly version: string;
}

/** Reads stage names as people type them (`crawl,tavily`). Throws InvalidInputError listing the stages there are. */
export function readStages(field: string, text: string): Stage[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => {
      const stage = STAGES.find((known) => known === name);
      if (stage === undefined) {
        throw new InvalidInputError(field, `there is no stage "${name}". Stages: ${STAGES.join(", ")}.`);
      }
      return stage;
    });
}
