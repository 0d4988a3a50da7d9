import type { QaSample } from "../../entities/qa-sample.ts";
import type { SampledLead } from "../sampling/sampled-lead.ts";
import type { GivenVerdict } from "./given-verdicts.ts";

/** A sampled company with what a reviewer needs to judge it, and every verdict that was not taken back, oldest first. */
export interface QaSampleCard {
  readonly sample: Pick<QaSample, "tenantId" | "runId" | "companyId" | "sampleNo" | "bucket" | "version">;
  readonly sampleSize: number;
  readonly company: { readonly name: string; readonly domain: string | null };
  /** As it was when the sample was drawn; null for an old sample of which that is lost. */
  readonly lead: SampledLead | null;
  /** The automatic checks; `passed` is null where they could not tell. */
  readonly checks: readonly {
    readonly name: string;
    readonly passed: boolean | null;
    readonly note: string | null;
  }[];
  readonly verdicts: readonly GivenVerdict[];
  /** What somebody wrote last, with a verdict or without. */
  readonly notes: string | null;
}
