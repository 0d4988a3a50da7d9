import type { RuleView } from "../alerts/rule-view.ts";
import { escapeText } from "./blocks/text.ts";
import type { ThresholdWish } from "./preview-threshold.ts";

/** Says what a threshold is now. */
export function thresholdSavedText(
  { tenantId, key }: ThresholdWish,
  { thresholds }: Pick<RuleView, "thresholds">,
): string {
  const now = thresholds.find((known) => known.key.toLowerCase() === key.toLowerCase());
  return `\`${escapeText(key, 150)}\` of *${escapeText(tenantId, 150)}* is now ${now?.value ?? "its standard"}.`;
}
