import type { Verdict } from "../../entities/vocabulary.ts";

/** A sampled company in the list of its run. */
export interface ListedSample {
  readonly sampleNo: number;
  readonly companyName: string;
  readonly result: Verdict | null;
  /** Whether each automatic check found it good. */
  readonly isFlawless: boolean;
}
