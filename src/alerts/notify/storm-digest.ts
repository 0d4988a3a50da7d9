import type { Severity } from "../../entities/vocabulary.ts";

/** What a storm digest says about the alerts in its thread. */
export interface StormDigest {
  readonly open: number;
  readonly acknowledged: number;
  readonly resolved: number;
  /** The most frequent first. */
  readonly rules: readonly { readonly ruleId: string; readonly severity: Severity; readonly count: number }[];
}
