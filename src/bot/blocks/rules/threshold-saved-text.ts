import type { RuleView } from "../../../alerts/settings/rule-view.ts";
import type { ThresholdWish } from "../../ports/rules.ts";
import { escapeText } from "../kit/text.ts";

/** Says what a threshold is set to now. */
export function thresholdSavedText(
  { tenantId, key }: ThresholdWish,
  { thresholds }: Pick<RuleView, "thresholds">,
): string {
  const now = thresholds.find((known) => known.key.toLowerCase() === key.toLowerCase());
  return `\`${escapeText(key, 150)}\` of *${escapeText(tenantId, 150)}* is now ${now?.value ?? "its standard"}.`;
}
