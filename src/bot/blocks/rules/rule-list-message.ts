import type { KnownBlock } from "@slack/types";
import type { RuleView } from "../../../alerts/settings/rule-view.ts";
import type { Message } from "../kit/message.ts";
import { SEVERITY_MARKS } from "../kit/status-words.ts";
import { context, escapeText, header, section } from "../kit/text.ts";

const MAX_RULES = 40;
const MAX_TEXT = 11_000;

/** The rules of a tenant and their thresholds. */
export function ruleListMessage(tenantId: string, rules: readonly RuleView[]): Message {
  const title = `Rules of ${tenantId}`;
  const shown: KnownBlock[] = [];
  let size = 0;
  for (const rule of rules.slice(0, MAX_RULES)) {
    const text = ruleText(rule);
    size += text.length;
    if (size > MAX_TEXT) break;
    shown.push(section(text));
  }
  return {
    text: escapeText(title, 500),
    blocks: [
      header(title),
      ...shown,
      ...(rules.length > shown.length ? [context(`and ${rules.length - shown.length} more`)] : []),
      context(
        "An admin changes one with `/alerts set CR-02.warnRatio 0.4 TENANT`, or all in a form with `/alerts set`.",
      ),
    ],
  };
}

function ruleText({
  ruleId,
  title,
  severity,
  enabled,
  thresholds,
  cooldownMinutes,
  judging,
}: RuleView): string {
  const numbers = thresholds.slice(0, 12).map(({ name, value, default: standard, unit }) => {
    const own = value === standard ? "" : ` (standard ${standard})`;
    return `• \`${escapeText(name, 60)}\` ${value}${unit === "minutes" ? " min" : ""}${own}`;
  });
  const manner = [
    ...(judging === null || judging.forDurationMinutes === 0
      ? []
      : [`after ${judging.forDurationMinutes} min`]),
    ...(judging === null || judging.keepFiringMinutes === 0 ? [] : [`kept ${judging.keepFiringMinutes} min`]),
    ...(judging === null ? [] : [`without data: ${judging.noData}`]),
    `again after ${cooldownMinutes} min`,
  ].join(" · ");
  const off = enabled ? "" : " _(off)_";
  return [
    `${SEVERITY_MARKS[severity]} \`${escapeText(ruleId, 60)}\` *${escapeText(title, 120)}*${off}`,
    ...numbers,
    `_${manner}_`,
  ].join("\n");
}
