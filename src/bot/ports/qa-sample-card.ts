import type { QaSample } from "../../entities/qa-sample.ts";
import type { QaVerdict } from "../../entities/qa-verdict.ts";

/** A sampled company with all that its card shows. */
export interface QaSampleCard {
  readonly sample: QaSample;
  readonly sampleSize: number;
  readonly company: { readonly name: string; readonly domain: string | null };
  readonly score: number | null;
  readonly rationale: string | null;
  /** What the machine checked; `passed` is null where it could not tell. */
  readonly checks: readonly {
    readonly name: string;
    readonly passed: boolean | null;
    readonly note: string | null;
  }[];
  /** Every verdict given, oldest first; the last one stands. */
  readonly verdicts: readonly QaVerdict[];
}
