import type { RunMetric } from "../../entities/run-metric.ts";
import type { MissingMetric } from "../../entities/vocabulary.ts";

/** A share of a run, or a metric without a value, as people read it. */
export interface ShareWords {
  readonly name: string;
  /** The share in percent, or why there is none. */
  readonly value: string;
  /** "57 of 60"; empty where nothing was asked. */
  readonly parts: string;
}

/** Why a metric has no value, in words. */
const MISSING: Readonly<Record<MissingMetric, string>> = {
  nothing_asked: "nothing was asked",
  price_unknown: "no price is known",
};

/** The shares of a run, and its metrics without a value in words. Counts and costs are told elsewhere. */
export function sharesInWords(metrics: readonly RunMetric[]): ShareWords[] {
  return metrics
    .filter(({ name, reason }) => reason !== null || /_(rate|share)(_|$)/.test(name))
    .map(({ name, value, reason, numerator, denominator }) => ({
      name,
      value: reason === null ? `${((value ?? 0) * 100).toFixed(1)} %` : MISSING[reason],
      parts: reason === "nothing_asked" ? "" : `${numerator ?? 0} of ${denominator ?? 0}`,
    }));
}
