import { REPLAY_DAYS, replayThresholds } from "../../alerts/replay/replay-alerts.ts";
import { REPLAY_RULES } from "../../alerts/replay/replay-rule.ts";
import { replayText } from "../../alerts/replay/replay-text.ts";
import { findBuiltInRule } from "../../alerts/rules/rule-catalogue.ts";
import { requireThreshold } from "../../alerts/settings/check-rule-settings.ts";
import type { Clock } from "../../clock.ts";
import type { Database } from "../../database/database.ts";

/** A threshold that somebody is about to set, as in `CR-02.warnRatio`; null as value brings the standard back. */
export interface ThresholdWish {
  readonly tenantId: string;
  readonly key: string;
  readonly value: number | null;
}

/** What a change would have made of the nights of the last month, in a sentence or two. Throws NotFoundError for a rule, and InvalidInputError for a threshold or a value, that cannot be. */
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
