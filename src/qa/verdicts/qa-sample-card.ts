import type { QaSample } from "../../entities/qa-sample.ts";
import type { QaVerdict } from "../../entities/qa-verdict.ts";

/** A sampled company with what a reviewer needs to judge it, and every verdict, oldest first. */
export interface QaSampleCard {
  readonly sample: QaSample;
  readonly sampleSize: number;
  readonly company: { readonly name: string; readonly domain: string | null };
  readonly score: number | null;
  readonly rationale: string | null;
  /** The automatic checks; `passed` is null where they could not tell. */
  readonly checks: readonly {
    readonly name: string;
    readonly passed: boolean | null;
    readonly note: string | null;
  }[];
  readonly verdicts: readonly QaVerdict[];
}
