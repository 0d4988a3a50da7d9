import { REPLAY_DAYS, replayThresholds } from "../../alerts/replay/replay-alerts.ts";
import { REPLAY_RULES } from "../../alerts/replay/replay-rule.ts";
import { replayText } from "../../alerts/replay/replay-text.ts";
import { findBuiltInRule } from "../../alerts/rules/rule-catalogue.ts";
import { requireThreshold } from "../../alerts/settings/check-rule-settings.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";
import type { ThresholdWish } from "../ports/rules.ts";

/** What a change would have meant for the nights of the last month, in a sentence or two. Throws NotFoundError for an unknown rule, and InvalidInputError for an unknown threshold or an impossible value. */
export async function previewThreshold(
  world: { readonly database: Database; readonly clock: Clock },
  { tenantId, key, value }: ThresholdWish,
): Promise<string> {
  const [ruleId = "", name = ""] = key.split(".");
  const known = findBuiltInRule(tenantId, ruleId.slice(0, 60));
  requireThreshold(known, name);
  const rule = REPLAY_RULES.find(({ id }) => id === known.id);
  if (rule === undefined) return "This rule cannot be tried on past nights: what it looks at is not kept.";
  const standard = Object.hasOwn(rule.thresholds, name) ? rule.thresholds[name] : undefined;
  const thresholds = { [name]: value ?? standard?.value ?? Number.NaN };
  return replayText(await replayThresholds(world, tenantId, { ruleId: known.id, thresholds }), REPLAY_DAYS);
}
